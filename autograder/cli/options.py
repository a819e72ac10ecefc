"""Options that several commands share. Nothing heavy is imported for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.cli.capacity import as_many_as_fit
from autograder.errors import CourseError
from autograder.folders import assignments_in

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
    course: Path = context.params["course"]
    match assignments_in(course):
        case [only]:
            return only
        case []:
            raise CourseError(f"{course}: no assignment in source/ or release/")
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
    """Add `--jobs N`, one per core by default, as far as memory goes."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=as_many_as_fit,
        show_default="one per core, fewer where memory is short",
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


def outputs_option(command: Command) -> Command:
    """Add `--outputs now|later`."""
    return click.option(
        "--outputs",
        type=click.Choice(["now", "later"]),
        default="now",
        show_default=True,
        help="When to run notebooks for what their cells show: once all are judged, or when this "
        "command, feedback or the formgrader asks for it.",
    )(command)


def _name_of_notebook(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    return Path(given).stem if given.endswith(".ipynb") else given
