"""`autograder doctor`: what this machine offers, and what is wrong, what comes next."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.imported import missing_packages
from autograder.cli.next_steps import next_step
from autograder.cli.options import course_option
from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.grade.context import OPTIONAL, PACKAGES, start_fork_server
from autograder.gradebook.elsewhere import looks_elsewhere
from autograder.gradebook.gradebook import NbgraderCourse, ensure_tools_on_path
from autograder.gradebook.plain import plain_problem
from autograder.gradebook.settings import minimum_level
from autograder.own_code import installed_versions
from autograder.sandbox.levels import NAMES

NEXT = "next"
MEND = "`autograder adopt` shows and adds the lines they lack; until then use `autograder grade`"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's; `mark` stands before what is neither good nor bad."""

    what: str
    good: bool
    said: str
    mark: str = "ok"


Check = Callable[[NbgraderCourse], Finding]


@click.command(epilog="Example: autograder doctor --course ~/courses/deep-learning")
@course_option
def doctor(course: Path) -> None:
    """Check this machine and the course, and show the next steps.

    Ends with status 1 if something is missing or wrong.
    """
    findings = [_python(), _packages(), _alembic(), *_course(course)]
    console = Console()
    for finding in findings:
        mark = finding.mark if finding.good else "WRONG"
        # No table: paths and commands stay whole, to be copied.
        line = f"{mark:<6} {finding.what:<19} {finding.said}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    sys.exit(not all(finding.good for finding in findings))


def _python() -> Finding:
    return Finding("Python", True, platform.python_version())


def _packages() -> Finding:
    versions = installed_versions(PACKAGES)
    said = ", ".join(f"{name} {version or 'not installed'}" for name, version in versions.items())
    needed = [version for name, version in versions.items() if name not in OPTIONAL]
    return Finding("packages", all(needed), said)


def _alembic() -> Finding:
    ensure_tools_on_path()
    found = shutil.which("alembic")
    return Finding(
        "alembic on PATH", found is not None, found or "nbgrader needs it to create a gradebook"
    )


def _course(root: Path) -> Iterator[Finding]:
    """Look at the course; without its configuration there is no more to say than why."""
    plain = plain_problem(root)
    if plain:
        yield Finding("nbgrader's commands", False, f"{plain}; {MEND}")
    try:
        nbgrader = NbgraderCourse.open(root)
    except CourseError as error:
        yield Finding("configuration", False, str(error))
        return
    yield Finding("configuration", True, "`autograder` grades in the sandbox")
    if elsewhere := looks_elsewhere(root):
        yield Finding("nbgrader's commands", False, elsewhere)
    yield from _imports(Course(root))
    steps = [partial(_next, name) for name in Course(root).assignments]
    checks: list[tuple[str, Check]] = [("sandbox", _sandbox), ("gradebook", _gradebook)]
    checks += [(step.args[0], step) for step in steps] or [("course", _empty)]
    for what, check in checks:
        yield _told(what, check, nbgrader)


def _imports(course: Course) -> Iterator[Finding]:
    """Name what an assignment imports and this environment lacks."""
    for assignment in course.assignments:
        for package, files in missing_packages(course, assignment).items():
            more = f" and {len(files) - 1} more" if len(files) > 1 else ""
            said = (
                f"{package} is not installed here, and {files[0]}{more} imports it: "
                f"install it with `{sys.executable} -m pip install`, or take the import out"
            )
            yield Finding(assignment, False, said)


def _told(what: str, check: Check, nbgrader: NbgraderCourse) -> Finding:
    try:
        return check(nbgrader)
    except AutograderError as error:
        return Finding(what, False, str(error))


def _sandbox(nbgrader: NbgraderCourse) -> Finding:
    minimum = minimum_level(nbgrader.config)
    with start_fork_server() as server:
        level, start = server.level, "warm" if server.warm else "cold"
        reason = level.reason or "the best level"
        said = f"level {level.name} ({reason}); {start} start; the lowest allowed is {minimum}"
        return Finding("sandbox", NAMES.index(level.name) <= NAMES.index(minimum), said)


def _gradebook(nbgrader: NbgraderCourse) -> Finding:
    if not nbgrader.begun:
        return Finding("gradebook", True, "not begun; grading begins it")
    with nbgrader.gradebook() as gradebook:
        said = f"{len(gradebook.assignments)} assignments in {gradebook.db.bind.url}"
        return Finding("gradebook", True, said)


def _next(name: str, nbgrader: NbgraderCourse) -> Finding:
    return Finding(name, True, next_step(Course(nbgrader.root), nbgrader, name), NEXT)


def _empty(nbgrader: NbgraderCourse) -> Finding:
    place = f"{nbgrader.root}/source/<assignment>/<notebook>.ipynb"
    said = f"no assignment: `autograder init --assignment NAME` makes one, or write {place}"
    return Finding("course", True, said, NEXT)
