"""What options stand for: who and what is graded, and how much confinement that needs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from traitlets.config import Config

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grade.graders import check_graders
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import minimum_level
from autograder.gradebook.tasks import handed_to, open_task
from autograder.released import Assignment
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


@dataclass(frozen=True)
class Asked:
    """What a command was asked for, whoever's work it is about; one notebook, else all."""

    notebook: str | None = None
    force: bool = False
    outputs: bool = True
    preflight: bool = True
    trusted_only: bool = False


def chosen_task(nbgrader: NbgraderCourse, released: Assignment, asked: Asked) -> Task:
    """Return the task of nobody yet that options ask for.

    GraderError where the graders are not fit to judge anyone, CourseError for an unknown notebook,
    SandboxUnavailable where there is less confinement than is asked for.
    """
    notebooks = selection(asked.notebook, tuple(released.notebooks), "notebook")
    check_graders(released)
    return replace(
        open_task(nbgrader.root, released.name, notebooks, nbgrader.config),
        minimum=checked_level(nbgrader.config, asked.trusted_only),
        force=asked.force,
        outputs=asked.outputs,
        preflight=asked.preflight,
    )


def tasks_of(nbgrader: NbgraderCourse, task: Task, students: Iterable[str]) -> list[Task]:
    """Return a task like the one given for each student, as deadlines are today."""
    return handed_to(students, task, nbgrader.config, nbgrader.deadlines(task.assignment))


def selection(pattern: str | None, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the names that are asked for; raise CourseError where there is no such one."""
    if pattern is None:
        return names
    if pattern not in names:
        raise CourseError(f"no {what} {pattern!r}; there are: {', '.join(names) or 'none'}")
    return (pattern,)
