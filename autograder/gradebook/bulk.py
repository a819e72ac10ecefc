"""Enter what a batch has graded: one transaction a submission, each notebook gone through once.

First the transaction, then the files, then the note that the grades are entered: what is killed
in between is entered again by the next run.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatch
from functools import cached_property
from itertools import product
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.utils import find_all_files

from autograder.course import Course
from autograder.errors import AutograderError, OperatorFault
from autograder.gradebook.autograded import clear, lay_down
from autograder.gradebook.configuration import in_course
from autograder.gradebook.conversion import Conversion
from autograder.gradebook.due_dates import extend, granted
from autograder.gradebook.gradebook import (
    EVERY_NOTEBOOK,
    NbgraderCourse,
    enter_nothing,
    quiet,
    require_enterable,
    told,
)
from autograder.gradebook.one_submission import OneSubmission, one_submission
from autograder.gradebook.staging import NOTEBOOKS, TIME, beside, shown
from autograder.pool import current_grade
from autograder.records import NotebookGrade
from autograder.released import Assignment
from autograder.tasks import Task

Enter = Callable[[Task, Mapping[str, str]], None]


@contextlib.contextmanager
def entering(course: NbgraderCourse, released: Assignment) -> Iterator[Enter]:
    """Offer to enter one graded task after the other, with the keys of what was just graded.

    What has no key is graded first where its stored grade does not hold.
    """
    directory = course.directory
    directory.assignment_id = released.name
    with in_course(course.root), quiet():
        autograde = Autograde(coursedir=directory, config=course.config)
        conversion = Conversion.of(autograde)
    if conversion is None:
        yield lambda task, keys: _by_nbgrader(course, task, keys)
        return
    with course.gradebook() as gradebook:
        folder = Course(course.root)
        yield BulkGradebook(folder, released, autograde, conversion, gradebook).enter


def _by_nbgrader(course: NbgraderCourse, task: Task, keys: Mapping[str, str]) -> None:
    only = tuple(task.notebooks) if len(task.notebooks) == 1 else (EVERY_NOTEBOOK,)
    members = Course(course.root).submitted(task.assignment).members(task.student)
    for student, notebook in product(members, only):
        course.autograde(task.assignment, student, notebook, keys)


@dataclass(frozen=True)
class Entry:
    """The grades of one task: those of notebooks that get a page, and of those not handed in."""

    task: Task
    shown: Mapping[str, NotebookGrade]
    missing: Mapping[str, NotebookGrade]

    @classmethod
    def of(cls, task: Task, keys: Mapping[str, str], every: frozenset[str]) -> "Entry":
        """Read what is stored of a task; the others say whether anything was handed in."""
        grades = {
            name: current_grade(
                replace(task, notebooks=frozenset([name])), name, keys.get(name, "")
            )
            for name in sorted(task.notebooks)
        }
        others = task.store.notebooks(task.student) if every - task.notebooks else {}
        pages = shown({name: grade.handed_in for name, grade in {**others, **grades}.items()})
        return cls(
            task,
            {name: grade for name, grade in grades.items() if name in pages},
            {name: grade for name, grade in grades.items() if name not in pages},
        )

    @property
    def grades(self) -> list[NotebookGrade]:
        """All of them."""
        return [*self.shown.values(), *self.missing.values()]


@dataclass(frozen=True)
class BulkGradebook:
    """A gradebook into which a batch is entered, with the course and nbgrader's converter."""

    course: Course
    assignment: Assignment
    autograde: Autograde
    conversion: Conversion
    gradebook: Gradebook

    def enter(self, task: Task, keys: Mapping[str, str]) -> None:
        """Enter one submission; OperatorFault where that cannot be."""
        require_enterable(self.course, task.assignment, task.student)
        try:
            with in_course(self.course.root), quiet(), told(f"a grade for {task.student}"):
                entry = Entry.of(task, keys, frozenset(self.assignment.notebooks))
                for student in self.course.submitted(task.assignment).members(task.student):
                    self._enter(entry, student)
        except AutograderError:
            raise
        except Exception as error:  # a late policy of the course's, the disk
            reason = f"{type(error).__name__}: {error}"
            raise OperatorFault(f"{task.student} could not be entered: {reason}") from error
        finally:
            self.gradebook.engine.dispose()  # no connection waits while others are graded

    def _enter(self, entry: Entry, student: str) -> None:
        theirs = beside(self.course, self.assignment, student, entry.task.limits)
        with one_submission(self.gradebook) as gradebook:
            self._begin(gradebook, student, theirs.get(TIME))
            for name in entry.missing:
                enter_nothing(
                    gradebook.find_submission_notebook(name, self.assignment.name, student)
                )
            pages = {
                Path(f"{name}.ipynb"): self.conversion.page(grade, self._names(student, name))
                for name, grade in entry.shown.items()
            }
        self._lay_down(entry, student, pages, theirs)
        entry.task.store.note_entered(student, entry.grades)

    def _begin(self, gradebook: OneSubmission, student: str, timestamp: Path | None) -> None:
        """Find or make the submission's rows, as nbgrader does before it converts a notebook."""
        if self.autograde.create_student:
            gradebook.update_or_create_student(student)
        else:
            gradebook.find_student(student)
        time = self._time(timestamp) if timestamp else None
        times = {"timestamp": time} if time else {}
        submission = gradebook.update_or_create_submission(self.assignment.name, student, **times)
        extend(submission, granted(self.course.root, self.assignment.name).get(student))
        gradebook.load(submission)

    def _time(self, timestamp: Path) -> datetime | None:
        found: datetime | None = self.autograde.coursedir.get_existing_timestamp(timestamp.parent)
        return found

    def _names(self, student: str, notebook: str) -> dict[str, str]:
        return {
            "student": student,
            "assignment": self.assignment.name,
            "notebook": notebook,
            "db_url": self.autograde.coursedir.db_url,
        }

    def _lay_down(
        self,
        entry: Entry,
        student: str,
        pages: Mapping[Path, str],
        theirs: Mapping[Path, Path],
    ) -> None:
        """Write what the folder must hold, and remove the rest where all of it was graded."""
        folder = self.course.autograded(self.assignment.name, student)
        for name in entry.missing:
            (folder / f"{name}.ipynb").unlink(missing_ok=True)
        if not pages:
            return
        kept = {place: file for place, file in theirs.items() if not self._is_ignored(place)}
        files = {**kept, **self._released_files}
        if entry.task.notebooks >= set(self.assignment.notebooks):
            clear(folder, {**pages, **files})
        lay_down(folder, pages, files)
        self.autograde.set_permissions(self.assignment.name, student)

    def _is_ignored(self, place: Path) -> bool:
        patterns = self.autograde.coursedir.ignore
        return any(fnmatch(part, pattern) for part in place.parts for pattern in patterns)

    @cached_property
    def _released_files(self) -> dict[Path, Path]:
        """The instructor's own files, which stand over the student's."""
        folder = self.course.root / "source" / self.assignment.name
        students = self.autograde.exclude_overwriting.get(self.assignment.name, [])
        ignored = [*self.autograde.coursedir.ignore, *NOTEBOOKS]
        files = map(Path, find_all_files(str(folder), ignored))
        found = {file.relative_to(folder): file for file in files}
        return {place: file for place, file in found.items() if str(place) not in students}
