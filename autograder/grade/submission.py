"""Grade one submission: each notebook by itself, then the record of all of them."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import ReleasedNotebook, helper_files
from autograder.errors import NotebookRejected
from autograder.grade.bench import Bench, keyed_hash, update
from autograder.grade.notebook import grade_notebook, rejected, unjudged
from autograder.intake import mend, read_notebook
from autograder.intake.reading import read_bytes
from autograder.records import GradeRecord, NotebookGrade, total


@dataclass(frozen=True)
class Submission:
    """What one student handed in: the folder, and the student's own files in it."""

    student: str
    folder: Path
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, student: str, folder: Path, bench: Bench) -> "Submission":
        """Read the files beside the notebooks; what was released stands over them."""
        own = {}
        for relative, path in helper_files(folder):
            try:
                own[relative] = read_bytes(path, bench.limits.file_bytes)
            except NotebookRejected:
                continue  # an oversized data file: the notebook is graded without it
        return cls(student, folder, {**own, **bench.assignment.files})

    def path(self, notebook: str) -> Path:
        """Return where a notebook of this name would lie."""
        return self.folder / f"{notebook}.ipynb"


def grade_submission(
    bench: Bench, student: str, stored: Mapping[str, NotebookGrade], only: frozenset[str]
) -> tuple[GradeRecord, dict[str, NotebookGrade]]:
    """Grade the notebooks named in `only` whose key has changed; take the others as stored.

    Returns the record and the grade of each notebook that has one.
    """
    started = time.monotonic()
    folder = bench.course.submission(bench.assignment.name, student)
    submission = Submission.read(student, folder, bench)
    grades: dict[str, NotebookGrade] = {}
    for name, released in bench.assignment.notebooks.items():
        found = stored.get(name)
        fresh = found is not None and found.key == notebook_key(bench, submission, name)
        if found is not None and (fresh or name not in only):
            grades[name] = found
        elif name in only:
            grades[name] = _graded(bench, submission, released)
    return _record(bench, submission, grades, time.monotonic() - started), grades


def current_key(bench: Bench, student: str, notebook: str) -> str:
    """Return the key that a grade of this notebook must have to hold today."""
    folder = bench.course.submission(bench.assignment.name, student)
    return notebook_key(bench, Submission.read(student, folder, bench), notebook)


def notebook_key(bench: Bench, submission: Submission, notebook: str) -> str:
    """Hash of all that a notebook's grade depends on: submission, graders, environment, seeds."""
    path = submission.path(notebook)
    try:
        content = read_bytes(path, bench.limits.notebook_bytes)
    except NotebookRejected as error:
        content = str(error).encode()
    digest = hashlib.sha256()
    for name, data in sorted(submission.files.items()):
        update(digest, name.encode())
        update(digest, data)
    released = nbformat.writes(bench.assignment.notebooks[notebook].notebook)
    return keyed_hash(
        {
            "notebook": hashlib.sha256(content).hexdigest(),
            "files": digest.hexdigest(),
            "released": released,
            "graders": bench.grader_hash,
            "environment": bench.environment,
            "limits": bench.limits,
            "seed": f"{bench.course.secret}/{submission.student}",
        }
    )


def _graded(bench: Bench, submission: Submission, released: ReleasedNotebook) -> NotebookGrade:
    """Grade one notebook; whatever happens, it gets an outcome."""
    started = time.monotonic()
    try:
        submitted = read_notebook(submission.path(released.name), bench.limits)
        grade = grade_notebook(
            bench, submission.student, mend(submitted, released), submission.files
        )
    except NotebookRejected as error:
        grade = rejected(released, str(error))
    except Exception as error:  # a fault of ours must cost neither the student nor the batch
        grade = unjudged(released, f"{released.name}: {type(error).__name__}: {error}")
    key = notebook_key(bench, submission, released.name)
    return grade.model_copy(update={"key": key, "seconds": time.monotonic() - started})


def _record(
    bench: Bench, submission: Submission, grades: Mapping[str, NotebookGrade], seconds: float
) -> GradeRecord:
    """Join the notebooks' grades; a notebook not graded yet waits without points."""
    waiting = {
        name: unjudged(released, f"{name}: not graded yet")
        for name, released in bench.assignment.notebooks.items()
        if name not in grades
    }
    parts = [grades.get(name) or waiting[name] for name in bench.assignment.notebooks]
    cells = tuple(cell for part in parts for cell in part.cells)
    score, max_score = total(cells)
    return GradeRecord(
        student=submission.student,
        assignment=bench.assignment.name,
        score=score,
        max_score=max_score,
        needs_manual=any(cell.needs_manual for cell in cells),
        cells=cells,
        problems=tuple(problem for part in parts for problem in part.problems),
        environment={
            **bench.environment,
            "graders": bench.grader_hash,
            "key": keyed_hash({part.notebook: part.key for part in parts}),
            "seeds": "drawn from the course secret, the student and the criterion",
        },
        seconds=seconds,
    )
