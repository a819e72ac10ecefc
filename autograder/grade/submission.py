"""Grade one submission: each notebook by itself, then the record of all of them."""

import contextlib
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from autograder.errors import NotebookRejected, SandboxUnavailable, Undecided
from autograder.grade.context import GradingContext, keyed_hash
from autograder.grade.handed_in import Submission, cleaned, notebook_key, submission_hash
from autograder.grade.notebook import grade_notebook, not_yet, ungraded
from autograder.intake import CleanNotebook
from autograder.records import GradeRecord, NotebookGrade, ProblemKind, Verdict, total

FINGERPRINT = 16
NOTHING: Mapping[str, NotebookGrade] = MappingProxyType({})


@dataclass(frozen=True)
class Graded:
    """The grades of a submission's notebooks; those in `made` were not stored before."""

    context: GradingContext
    submission: Submission
    notebooks: Mapping[str, NotebookGrade]
    made: Mapping[str, NotebookGrade]

    @property
    def record(self) -> GradeRecord:
        """The record of these grades."""
        return self.joined(self.notebooks)

    def joined(self, notebooks: Mapping[str, NotebookGrade]) -> GradeRecord:
        """Return the record of the submission with these grades."""
        return _record(self.context, self.submission, notebooks)


def grade_submission(
    context: GradingContext,
    student: str,
    stored: Mapping[str, NotebookGrade],
    only: frozenset[str],
    drafts: Mapping[str, NotebookGrade] = NOTHING,
) -> Graded:
    """Grade the notebooks named in `only` of which neither a stored grade nor a draft holds.

    What a fault of ours left unjudged is tried again. The others are taken as stored.
    """
    submission = Submission.read(context, student)
    grades = {name: grade for name, grade in stored.items() if name not in only}
    for name in only:
        key = notebook_key(context, submission, name)
        known = (each[name] for each in (stored, drafts) if name in each)
        found = next((grade for grade in known if holds(grade, key)), None)
        grades[name] = found or _graded(context, submission, name, key)
    made = {name: grade for name, grade in grades.items() if grade is not stored.get(name)}
    return Graded(context, submission, grades, made)


def current_key(context: GradingContext, student: str, notebook: str) -> str:
    """Return the key that a grade of this notebook must have to hold today."""
    return notebook_key(context, Submission.read(context, student), notebook)


def holds(grade: NotebookGrade, key: str) -> bool:
    """Whether a grade was made under this key, and no fault of ours kept a part from judgement."""
    verdicts = {result.verdict for cell in grade.cells for result in cell.criteria}
    automatic = [cell for cell in grade.cells if not cell.manual]
    left_over = Verdict.UNJUDGED in verdicts or any(cell.needs_manual for cell in automatic)
    return grade.key == key and not left_over


def _graded(context: GradingContext, submission: Submission, name: str, key: str) -> NotebookGrade:
    """Grade one notebook; whatever happens, it gets an outcome."""
    started, released = time.monotonic(), context.assignment.notebooks[name]
    try:
        clean = cleaned(submission.choices[name], released, context.limits)
        grade = _undisturbed(context, submission, clean)
        grade.model_dump_json()  # what cannot be stored is found out here, not after the batch
    except NotebookRejected as error:
        grade = ungraded(released, ProblemKind.REJECTED, str(error))
    except Undecided as error:
        grade = ungraded(released, ProblemKind.UNDECIDED, str(error))
    except Exception as error:  # a fault of ours must cost neither the student nor the batch
        grade = ungraded(released, ProblemKind.OPERATOR, f"{type(error).__name__}: {error}")
    made_from = {
        "key": key,
        "handed_in": not submission.choices[name].missing,
        "submission": submission_hash(context, submission, [name]),
        "graders": context.grader_hash_of(name),
        "sandbox": context.level.name,
        "preflight": "passed" if context.references.passed(context, name) else "not run",
    }
    return grade.model_copy(update={**made_from, "seconds": time.monotonic() - started})


def _undisturbed(
    context: GradingContext, submission: Submission, clean: CleanNotebook
) -> NotebookGrade:
    """Grade a notebook; once more where one of its processes was killed.

    A system short of memory kills what is no fault of the student's; what kills itself does so
    the second time as well.
    """
    files = submission.files_of(clean.name)
    with contextlib.suppress(SandboxUnavailable):
        before = context.fork_server.kills
        grade = grade_notebook(context, submission.student, clean, files)
        if context.fork_server.kills == before:
            return grade
    return grade_notebook(context, submission.student, clean, files)


def _record(
    context: GradingContext, submission: Submission, grades: Mapping[str, NotebookGrade]
) -> GradeRecord:
    """Join the notebooks' grades; a notebook not graded yet waits without points."""
    parts = [
        grades.get(name) or not_yet(released)
        for name, released in context.assignment.notebooks.items()
    ]
    cells = tuple(cell for part in parts for cell in part.cells)
    problems = (*submission.left_out, *(problem for part in parts for problem in part.problems))
    score, max_score = total(cells)
    return GradeRecord(
        student=submission.student,
        assignment=context.assignment.name,
        score=score,
        max_score=max_score,
        needs_manual=any(cell.needs_manual for cell in cells),
        cells=cells,
        not_graded=tuple(name for name in context.assignment.notebooks if name not in grades),
        problems=problems,
        environment=_environment(context, submission, parts),
        seconds=sum(part.seconds for part in parts),
    )


def _environment(
    context: GradingContext, submission: Submission, parts: Sequence[NotebookGrade]
) -> dict[str, Any]:
    """Return what the grades were made from, for all notebooks and for each."""
    seed = f"{context.course.secret}\n{submission.student}"
    return {
        **context.environment,
        "submission": submission_hash(context, submission, context.assignment.notebooks),
        "graders": context.grader_hash,
        "key": keyed_hash({part.notebook: part.key for part in parts}),
        "notebooks": {part.notebook: _made_from(part) for part in parts if part.key},
        # A fingerprint: equal for equal inputs, and no way back to the secret.
        "seeds": hashlib.sha256(seed.encode()).hexdigest()[:FINGERPRINT],
    }


def _made_from(grade: NotebookGrade) -> dict[str, str]:
    """Return what is a notebook's own: notebooks may be graded at different times."""
    return grade.model_dump(include={"key", "submission", "graders", "sandbox", "preflight"})
