"""What options stand for: who and what is graded, and how much confinement that needs."""

from traitlets.config import Config

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.settings import minimum_level
from autograder.sandbox.levels import LIMITS_ONLY, require
from autograder.sandbox.probe import probe


def checked_level(config: Config, allow_trusted_only: bool) -> str:
    """Return the lowest sandbox level allowed; raise SandboxUnavailable where there is less."""
    minimum = LIMITS_ONLY if allow_trusted_only else minimum_level(config)
    require(probe(), minimum)
    return minimum


def submitters(course: Course, assignment: str, student: str | None) -> tuple[str, ...]:
    """Return the students asked for; CourseError where they handed nothing in."""
    students = selection(student, course.students(assignment), "submission of")
    if not students:
        raise CourseError(f"{course.root / 'submitted'}: nothing was submitted for {assignment!r}")
    return students


def selection(pattern: str | None, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the names that are asked for; raise CourseError where there is no such one."""
    if pattern is None:
        return names
    if pattern not in names:
        raise CourseError(f"no {what} {pattern!r}; there are: {', '.join(names) or 'none'}")
    return (pattern,)
