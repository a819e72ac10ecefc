"""Options that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from traitlets.config import Config

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.settings import minimum_level
from autograder.sandbox.levels import LIMITS_ONLY, require
from autograder.sandbox.probe import probe

Command = Callable[..., Any]


def assignment_argument(command: Command) -> Command:
    """Add ASSIGNMENT, which may be left out in a course of one assignment."""
    return click.argument("assignment", required=False, callback=only_assignment)(command)


def assignment_option(asked: str) -> Callable[[Command], Command]:
    """Add `--assignment NAME`; `asked` says in a sentence what it names."""
    said = f"{asked}  [default: the only one of the course]"
    return click.option("--assignment", callback=only_assignment, help=said)


def notebook_argument(command: Command) -> Command:
    """Add NOTEBOOK, a notebook's name or its file."""
    return click.argument("notebook", callback=_name_of_notebook)(command)


def only_assignment(context: click.Context, _parameter: click.Parameter, name: str | None) -> str:
    """Return the name that was given, else that of the course's only assignment."""
    if name is not None:
        return name
    course = Course(context.params["course"])
    match course.assignments:
        case [only]:
            return only
        case []:
            raise CourseError(f"{course.root}: no assignment in source/ or release/")
        case several:
            raise CourseError(f"which assignment? There are: {', '.join(several)}")


def course_option(command: Command) -> Command:
    """Add `--course DIR`, the current folder by default."""
    return click.option(
        "--course",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        is_eager=True,  # where an assignment is left out, the course says which one is meant
        callback=lambda _context, _option, path: path.absolute(),
        help="Course folder.  [default: the current folder]",
    )(command)


def jobs_option(command: Command) -> Command:
    """Add `--jobs N`, one per core by default."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=_cores,
        show_default="one per core",
        help="How many submissions to grade side by side.",
    )(command)


def trusted_option(command: Command) -> Command:
    """Add `--allow-trusted-only`."""
    return click.option(
        "--allow-trusted-only",
        is_flag=True,
        help="Grade even if student code cannot be confined here. For trusted students only.",
    )(command)


def preflight_option(command: Command) -> Command:
    """Add `--no-preflight`."""
    return click.option(
        "--no-preflight",
        is_flag=True,
        help="Grade even if the reference solution does not get full marks on this machine.",
    )(command)


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


def _name_of_notebook(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    return Path(given).stem if given.endswith(".ipynb") else given


def _cores() -> int:
    """Count the cores that this process may use; where no system call tells, all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
