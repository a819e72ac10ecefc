"""Whether a draft and the cells' own tests say the same of the reference and of all submissions."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Course
from autograder.grader_files import GraderFiles, grader_name
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import REFERENCE, grade_reference
from autograder.jobs.references import StoredReferences
from autograder.jobs.submission import grade_submission
from autograder.limits import Limits
from autograder.records import CellResult, Verdict
from autograder.store import RecordStore

UNFINISHED = "NotImplementedError"
LOST = (Verdict.FAILED, Verdict.BLOCKED)


@dataclass(frozen=True)
class Compared:
    """What became of one cell of one student by its own tests, and by the draft."""

    student: str
    own: CellResult
    draft: CellResult

    @property
    def agree(self) -> bool:
        """Whether both give full points, or neither does.

        What a person has to finish may still lose, but not win back what is lost.
        """
        if self.draft.score is None and _only_unfinished(self.draft):
            lost = any(each.verdict in LOST for each in self.draft.criteria)
            return not (lost and _full(self.own))
        return _full(self.own) == _full(self.draft)

    @property
    def open(self) -> bool:
        """Whether a person has to finish the draft before it can give points."""
        return self.draft.score is None

    @property
    def why(self) -> str:
        """What the way that gives less says of it; empty where both agree."""
        less = self.own if _full(self.draft) else self.draft
        lost = (each.message for each in less.criteria if each.verdict in LOST)
        return "" if self.agree else next(lost, "")

    @property
    def full(self) -> bool:
        """Whether both give all points."""
        return _full(self.own) and _full(self.draft)


@dataclass(frozen=True)
class Subject:
    """The draft of one notebook in a course; `cells` are those that it judges."""

    course: Course
    assignment: str
    notebook: str
    draft: str
    cells: tuple[str, ...]
    limits: Limits


def compared(subject: Subject) -> Iterator[Compared]:
    """Grade the reference and every submission twice; the course's own files are only read."""
    with _both(subject) as (own, draft):
        for student in (REFERENCE, *own.course.students(subject.assignment)):
            before = _cells(own, subject, student)
            after = _cells(draft, subject, student)
            for cell in subject.cells:
                yield Compared(student, before[cell], after[cell])


def shown(results: Sequence[Compared]) -> list[Compared]:
    """Return where points are lost; where the reference differs, all others say nothing new."""
    bad = {each.own.cell for each in disagreeing(results) if each.student == REFERENCE}
    return [
        each
        for each in results
        if not each.full and (each.student == REFERENCE or each.own.cell not in bad)
    ]


def disagreeing(results: Iterable[Compared]) -> list[Compared]:
    """Return where an instructor has to look."""
    return [each for each in results if not each.agree]


@contextmanager
def _both(subject: Subject) -> Iterator[tuple[CourseContext, CourseContext]]:
    """Offer the assignment judged by its own tests, and by the draft, with one fork server."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_context(subject.course, subject.assignment, subject.limits) as opened,
    ):
        graders = opened.assignment.graders
        draft = graders.with_file(grader_name(subject.notebook), subject.draft.encode())
        none = GraderFiles(graders.assignment)
        yield (
            _judged_by(opened, none, Path(folder, "own")),
            _judged_by(opened, draft, Path(folder, "draft")),
        )


def _judged_by(opened: CourseContext, graders: GraderFiles, records: Path) -> CourseContext:
    return replace(
        opened,
        assignment=replace(opened.assignment, graders=graders),
        start=lambda: opened.fork_server,
        references=StoredReferences(RecordStore(records)),
    )


def _cells(context: CourseContext, subject: Subject, student: str) -> dict[str, CellResult]:
    if student == REFERENCE:
        cells = grade_reference(context, subject.notebook).cells
    else:
        cells = grade_submission(context, student, {}, frozenset([subject.notebook])).record.cells
    return {each.cell: each for each in cells if each.notebook == subject.notebook}


def _full(cell: CellResult) -> bool:
    return cell.score is not None and cell.score >= cell.max_score


def _only_unfinished(cell: CellResult) -> bool:
    """Whether all that is open there is what a person has to finish, if anything was judged."""
    faults = [each.fault for each in cell.criteria if each.verdict is Verdict.UNJUDGED]
    return all(fault is not None and fault.exception == UNFINISHED for fault in faults)
