"""The reference's grades on this machine: stored, or made when somebody first asks for one."""

from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass

from autograder.disk import lock
from autograder.errors import CourseError
from autograder.grade.context import GradingContext
from autograder.grade.reference import grade_reference, reference_key, shortcomings, solved
from autograder.intake import CleanNotebook
from autograder.records import NotebookGrade, Pace
from autograder.store import RecordStore


@dataclass(frozen=True)
class StoredReferences:
    """Implements `autograder.grade.context.References`; keeps what it makes unless told not to."""

    store: RecordStore
    keep: bool = True

    def passed(self, context: GradingContext, notebook: str) -> bool:
        """Whether the reference is known to have full marks for a notebook as it is now."""
        return self._passed(context, notebook) is not None

    def pace(self, context: GradingContext, notebook: str) -> Pace:
        """Return how long it took here; empty where it is not known to have full marks."""
        grade = self._passed(context, notebook)
        return grade.pace if grade else Pace()

    def grade(self, context: GradingContext, notebook: str) -> NotebookGrade | None:
        """Return the reference's grade, made now where none stands; None without a source."""
        try:
            with self._in_turn(notebook):
                return self._standing(context, notebook) or self.make(context, notebook)
        except CourseError:
            return None

    def solved(self, context: GradingContext, notebook: str) -> CleanNotebook | None:
        """Return the solved notebook itself; None without a source."""
        with suppress(CourseError):
            return solved(context, notebook)
        return None

    def make(self, context: GradingContext, notebook: str) -> NotebookGrade:
        """Grade the reference now, and keep its grade; CourseError without a source.

        A disk that refuses the grade costs nobody their own: it is made again when asked for.
        """
        grade = grade_reference(context, notebook)
        if self.keep:
            with suppress(OSError):
                self.store.save_reference(grade)
        return grade

    def _in_turn(self, notebook: str) -> AbstractContextManager[None]:
        """Have it made once where several processes ask for it."""
        path = self.store.reference_path(notebook).with_suffix(".lock")
        return lock(path) if self.keep else nullcontext()

    def _passed(self, context: GradingContext, notebook: str) -> NotebookGrade | None:
        grade = self._standing(context, notebook)
        return grade if grade is not None and not shortcomings(grade) else None

    def _standing(self, context: GradingContext, notebook: str) -> NotebookGrade | None:
        grade = self.store.reference(notebook)
        if grade is None:
            return None
        return grade if grade.key == reference_key(context, notebook) else None
