"""`autograder doctor`: what this machine offers, and what is missing."""

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.cli.options import course_option
from autograder.errors import AutograderError
from autograder.grade.bench import PACKAGES, installed_versions, start_parent
from autograder.gradebook.gradebook import NbgraderCourse, ensure_tools_on_path
from autograder.gradebook.settings import minimum_level
from autograder.sandbox.levels import NAMES


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's."""

    what: str
    good: bool
    said: str


@click.command(epilog="Example: autograder doctor --course ~/courses/deep-learning")
@course_option
def doctor(course: Path) -> None:
    """Say what this machine offers for grading; status 1 where something is missing."""
    table = Table(box=None, show_header=False)
    findings = [
        _told(check, course) for check in (_python, _packages, _sandbox, _alembic, _gradebook)
    ]
    for finding in findings:
        table.add_row("ok" if finding.good else "MISSING", finding.what, finding.said)
    Console().print(table)
    sys.exit(not all(finding.good for finding in findings))


def _told(check: Callable[[Path], Finding], course: Path) -> Finding:
    try:
        return check(course)
    except AutograderError as error:
        return Finding(check.__name__.strip("_"), False, str(error))


def _python(_course: Path) -> Finding:
    return Finding("Python", True, platform.python_version())


def _packages(_course: Path) -> Finding:
    versions = installed_versions(PACKAGES)
    said = ", ".join(f"{name} {version or 'not installed'}" for name, version in versions.items())
    return Finding("packages", all(versions.values()), said)


def _sandbox(course: Path) -> Finding:
    minimum = minimum_level(NbgraderCourse.open(course).config)
    with start_parent() as parent:
        level, start = parent.level, "warm" if parent.warm else "cold"
        reason = level.reason or "the best there is"
        said = f"level {level.name} ({reason}); {start} start; the lowest allowed is {minimum}"
        return Finding("sandbox", NAMES.index(level.name) <= NAMES.index(minimum), said)


def _alembic(_course: Path) -> Finding:
    ensure_tools_on_path()
    found = shutil.which("alembic")
    return Finding(
        "alembic on PATH", found is not None, found or "nbgrader needs it to begin a gradebook"
    )


def _gradebook(course: Path) -> Finding:
    nbgrader = NbgraderCourse.open(course)
    if not nbgrader.begun:
        return Finding("gradebook", True, "not begun; `nbgrader generate_assignment` makes it")
    with nbgrader.gradebook() as gradebook:
        return Finding(
            "gradebook",
            True,
            f"{len(gradebook.assignments)} assignments in {gradebook.db.bind.url}",
        )
