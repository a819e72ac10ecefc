"""Options that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.errors import CourseError

Command = Callable[..., Any]


def course_option(command: Command) -> Command:
    """Add `--course DIR`, the current folder by default."""
    return click.option(
        "--course",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        callback=lambda _context, _option, path: path.absolute(),
        help="Course folder.  [default: the current folder]",
    )(command)


def jobs_option(command: Command) -> Command:
    """Add `--jobs N`, one per core by default."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=lambda: len(os.sched_getaffinity(0)),
        show_default="one per core",
        help="How many submissions to grade side by side.",
    )(command)


def selection(pattern: str | None, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the names that are asked for; raise CourseError where there is no such one."""
    if pattern is None:
        return names
    if pattern not in names:
        raise CourseError(f"no {what} {pattern!r}; there are: {', '.join(names) or 'none'}")
    return (pattern,)
