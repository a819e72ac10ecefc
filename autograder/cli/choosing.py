"""What options stand for: who and what is graded, and how much confinement that needs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from traitlets.config import Config

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import carries_forward, minimum_level
from autograder.sandbox.levels import LIMITS_ONLY, require
from autograder.sandbox.probe import probe
from autograder.tasks import Task


def checked_level(config: Config, allow_trusted_only: bool) -> str:
    """Return the lowest sandbox level allowed; raise SandboxUnavailable where there is less."""
    minimum = LIMITS_ONLY if allow_trusted_only else minimum_level(config)
    require(probe(), minimum)
    return minimum


def submitters(course: Course, assignment: str, student: str | None) -> tuple[str, ...]:
    """Return the students asked for; CourseError where they handed nothing in."""
    asked = student and course.submitted(assignment).lead(student)
    students = selection(asked, course.students(assignment), "submission of")
    if not students:
        raise CourseError(f"{course.root / 'submitted'}: nothing was submitted for {assignment!r}")
    return students


def tasks_of(nbgrader: NbgraderCourse, task: Task, students: Iterable[str]) -> list[Task]:
    """Return a task like the one given for each student.

    Errors are carried forward once the deadline is over: what a right function gives is nothing
    to be learned by handing in again.
    """
    carry, deadlines = carries_forward(nbgrader.config), nbgrader.deadlines(task.assignment)
    now = datetime.now(UTC)
    return [
        replace(task, student=each, carry_forward=carry and not deadlines.ahead(each, now))
        for each in students
    ]


def selection(pattern: str | None, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the names that are asked for; raise CourseError where there is no such one."""
    if pattern is None:
        return names
    if pattern not in names:
        raise CourseError(f"no {what} {pattern!r}; there are: {', '.join(names) or 'none'}")
    return (pattern,)
