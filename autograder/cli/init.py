"""`autograder init`: a new course that works at once, or one more assignment."""

import shlex
from importlib.util import find_spec
from pathlib import Path

import click

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.start.templates import (
    EXTRAS,
    TEMPLATES,
    Files,
    assignment_files,
    course_files,
    folders_of,
)
from autograder.start.writing import require_free, write_new

FIRST = "week1"
CONFIGURATION = "nbgrader_config.py"
NEXT = {
    "autograder doctor": "what comes next, at any time",
    "autograder demo{}": "a made-up class, graded, with feedback",
    "autograder verify{}": "the graders against right and wrong solutions",
    "pytest tests/graders": "the graders against the reference",
}


@click.command(epilog="Example: autograder init my-course --template numpy")
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=Path()
)
@click.option(
    "--template",
    type=click.Choice(TEMPLATES),
    default=TEMPLATES[0],
    show_default=True,
    help="What the example assignment uses.",
)
@click.option(
    "--assignment",
    metavar="NAME",
    help=f"Name of the assignment; adds it where DIR is a course already.  [default: {FIRST}]",
)
def init(folder: Path, template: str, assignment: str | None) -> None:
    """Make a course that works at once.

    It lies in DIR, the current folder by default, and has one small assignment: a notebook, hidden
    graders, right and wrong solutions. Nothing that exists is overwritten.
    """
    root = folder.absolute()
    is_course = (root / CONFIGURATION).exists()
    if is_course and assignment is None:
        raise CourseError(f"{root} is a course already; add to it with --assignment NAME")
    name = FIRST if assignment is None else assignment
    files = assignment_files(name, template)
    require_free(root, folders_of(name))
    write_new(root, files if is_course else {**course_files(root.name, name, template), **files})
    NbgraderCourse.open(root).release(name)
    _tell(folder, name, files)
    _tell_missing(template)


def _tell(folder: Path, name: str, files: Files) -> None:
    count = {
        kind: sum(f"/{kind}_" in place for place in files) for kind in ("test", "wheat", "chaff")
    }
    notebooks = ", ".join(Course(folder.absolute()).assignment(name).notebooks)
    click.echo(f"{folder}: assignment {name} with the notebook {notebooks}, its hidden graders,")
    click.echo(
        f"{count['wheat']} right solutions (wheats) and {count['chaff']} wrong ones (chaffs)."
    )
    click.echo("Next:")
    if folder != Path():
        click.echo(f"  cd {shlex.quote(str(folder))}")
    # Where there is one assignment, commands need no name.
    which = f" {name}" if len(Course(folder.absolute()).assignments) > 1 else ""
    for command, says in NEXT.items():
        click.echo(f"  {command.format(which):<28} # {says}")
    click.echo("README.md says how to go on.")


def _tell_missing(template: str) -> None:
    if template in EXTRAS and find_spec("tensorflow") is None:
        click.echo("TensorFlow is missing here: run pip install 'nbgradient[keras]' first.")
