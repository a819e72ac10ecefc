"""Grade one submission: each notebook by itself, then the record of all of them."""

import contextlib
import hashlib
import time
from collections.abc import Mapping

from autograder.course import ReleasedNotebook
from autograder.errors import NotebookRejected, SandboxUnavailable
from autograder.grade.bench import Bench, keyed_hash
from autograder.grade.handed_in import Submission, notebook_key, submission_hash
from autograder.grade.notebook import grade_notebook, rejected, unjudged
from autograder.intake import CleanNotebook, mend, read_notebook
from autograder.records import GradeRecord, NotebookGrade, Verdict, total

FINGERPRINT = 16


def grade_submission(
    bench: Bench, student: str, stored: Mapping[str, NotebookGrade], only: frozenset[str]
) -> tuple[GradeRecord, dict[str, NotebookGrade]]:
    """Grade the notebooks named in `only` whose key has changed; take the others as stored.

    What a fault of ours left unjudged is tried again. Returns the record and the grade of each
    notebook that has one.
    """
    submission = Submission.read(bench, student)
    grades: dict[str, NotebookGrade] = {}
    for name, released in bench.assignment.notebooks.items():
        found = stored.get(name)
        key = notebook_key(bench, submission, name)
        if found is not None and (name not in only or (found.key == key and not left_over(found))):
            grades[name] = found
        elif name in only:
            grades[name] = _graded(bench, submission, released, key)
    return _record(bench, submission, grades), grades


def current_key(bench: Bench, student: str, notebook: str) -> str:
    """Return the key that a grade of this notebook must have to hold today."""
    return notebook_key(bench, Submission.read(bench, student), notebook)


def left_over(grade: NotebookGrade) -> bool:
    """Whether a fault of ours kept a part of this grade from being judged."""
    verdicts = {result.verdict for cell in grade.cells for result in cell.criteria}
    automatic = [cell for cell in grade.cells if not cell.manual]
    return Verdict.UNJUDGED in verdicts or any(cell.needs_manual for cell in automatic)


def _graded(
    bench: Bench, submission: Submission, released: ReleasedNotebook, key: str
) -> NotebookGrade:
    """Grade one notebook; whatever happens, it gets an outcome."""
    started = time.monotonic()
    try:
        submitted = read_notebook(submission.path(released.name), bench.limits)
        clean = mend(submitted, released)
        grade = _undisturbed(bench, submission, clean)
        grade.model_dump_json()  # what cannot be stored is found out here, not after the batch
    except NotebookRejected as error:
        grade = rejected(released, str(error))
    except Exception as error:  # a fault of ours must cost neither the student nor the batch
        grade = unjudged(released, f"{released.name}: {type(error).__name__}: {error}")
    return grade.model_copy(update={"key": key, "seconds": time.monotonic() - started})


def _undisturbed(bench: Bench, submission: Submission, clean: CleanNotebook) -> NotebookGrade:
    """Grade a notebook; once more where one of its processes was killed.

    A system short of memory kills what is no fault of the student's; what kills itself does so
    the second time as well.
    """
    before = bench.parent.kills
    grade = None
    with contextlib.suppress(SandboxUnavailable):
        grade = grade_notebook(bench, submission.student, clean, submission.files)
    if grade is None or bench.parent.kills > before:
        grade = grade_notebook(bench, submission.student, clean, submission.files)
    return grade


def _record(
    bench: Bench, submission: Submission, grades: Mapping[str, NotebookGrade]
) -> GradeRecord:
    """Join the notebooks' grades; a notebook not graded yet waits without points."""
    parts = [
        grades.get(name) or unjudged(released, f"{name}: not graded yet")
        for name, released in bench.assignment.notebooks.items()
    ]
    cells = tuple(cell for part in parts for cell in part.cells)
    problems = (*submission.left_out, *(problem for part in parts for problem in part.problems))
    score, max_score = total(cells)
    seed = f"{bench.course.secret}\n{submission.student}"
    return GradeRecord(
        student=submission.student,
        assignment=bench.assignment.name,
        score=score,
        max_score=max_score,
        needs_manual=any(cell.needs_manual for cell in cells),
        cells=cells,
        problems=problems,
        environment={
            **bench.environment,
            "submission": submission_hash(bench, submission),
            "graders": bench.grader_hash,
            "key": keyed_hash({part.notebook: part.key for part in parts}),
            # A fingerprint: equal for equal inputs, and no way back to the secret.
            "seeds": hashlib.sha256(seed.encode()).hexdigest()[:FINGERPRINT],
        },
        seconds=sum(part.seconds for part in parts),
    )
