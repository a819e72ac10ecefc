"""The reference's grades on this machine: stored, or made when somebody first asks for one."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field

from autograder.disk import lock
from autograder.errors import CourseError, GraderError
from autograder.grade import ReferenceResult
from autograder.jobs.context import CourseContext
from autograder.jobs.reference import (
    given,
    grade_reference,
    reference_key,
    shortcomings,
    show_reference,
)
from autograder.records import NotebookGrade
from autograder.store import RecordStore


@dataclass(frozen=True)
class StoredReferences:
    """Implements `autograder.jobs.context.References`.

    What it makes is stored; unless it keeps nothing, when it stays in memory.
    """

    store: RecordStore
    keep: bool = True
    _made: dict[str, NotebookGrade] = field(default_factory=dict, compare=False)
    _unfit: dict[str, str] = field(default_factory=dict, compare=False)

    def result(self, context: CourseContext, notebook: str) -> ReferenceResult:
        """Return what the reference got, made now where none stands; empty without a source."""
        return _told(context, notebook, self._grade)

    def whole(self, context: CourseContext, notebook: str) -> ReferenceResult:
        """Return what it got with its outputs, both made now where missing."""
        return _told(context, notebook, self._whole)

    def known(self, context: CourseContext, notebook: str) -> ReferenceResult:
        """Return what is known of the reference as it is now; empty where nothing is."""
        with suppress(CourseError):
            grade = self._standing(context, notebook)
            if grade is not None:
                return _result(context, grade)
        return ReferenceResult()

    def make(self, context: CourseContext, notebook: str) -> NotebookGrade:
        """Grade the reference now, and keep its grade; CourseError without a source.

        A disk that refuses the grade costs nobody their own: it is made again when asked for.
        """
        try:
            return self._kept(grade_reference(context, notebook))
        except GraderError as error:
            self._unfit[reference_key(context, notebook)] = str(error)
            raise

    def _kept(self, grade: NotebookGrade) -> NotebookGrade:
        """Keep a grade for whoever asks later, and return it."""
        if self.keep:
            with suppress(OSError):
                self.store.save_reference(grade)
        else:
            self._made[grade.key] = grade
        return grade

    def _grade(self, context: CourseContext, notebook: str) -> NotebookGrade:
        """Return the grade that holds, else make it; once, even where its graders are unfit."""
        if grade := self._standing(context, notebook):
            return grade
        if unfit := self._unfit.get(reference_key(context, notebook)):
            raise GraderError(unfit)
        with self._in_turn(notebook):
            return self._standing(context, notebook) or self.make(context, notebook)

    def _whole(self, context: CourseContext, notebook: str) -> NotebookGrade:
        """Return the grade that holds with its outputs; another process may have made them."""
        grade = self._grade(context, notebook)
        if not grade.without_outputs:
            return grade
        with self._in_turn(notebook):
            grade = self._standing(context, notebook) or grade
            if grade.without_outputs:
                grade = self._kept(show_reference(context, grade))
        return grade

    def _in_turn(self, notebook: str) -> AbstractContextManager[None]:
        """Have it made once where several processes ask for it."""
        path = self.store.reference_path(notebook).with_suffix(".lock")
        return lock(path) if self.keep else nullcontext()

    def _standing(self, context: CourseContext, notebook: str) -> NotebookGrade | None:
        """Return the grade that holds; CourseError without a source."""
        key = reference_key(context, notebook)
        stored = self.store.reference(notebook)
        if stored is not None and stored.key == key:
            return stored
        return self._made.get(key)


def _told(
    context: CourseContext, notebook: str, make: Callable[[CourseContext, str], NotebookGrade]
) -> ReferenceResult:
    try:
        return _result(context, make(context, notebook))
    except CourseError:
        return ReferenceResult()
    except Exception as error:
        # Nobody loses a point that the reference may have lost as well.
        return ReferenceResult(fault=f"{type(error).__name__}: {error}")


def _result(context: CourseContext, grade: NotebookGrade) -> ReferenceResult:
    solution = given(context, grade.notebook)
    if shortcomings(grade):
        return ReferenceResult(grade, solved=solution)
    return ReferenceResult(grade, True, grade.pace, solution)
