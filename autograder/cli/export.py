"""`autograder export`: final points for other systems."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from autograder.cli.options import assignment_argument, course_option
from autograder.course import Course
from autograder.export.finals import Finals, Written
from autograder.export.formats import FORMATS, Request, default_place, save, waiting, write_as
from autograder.feedback.criteria import readable
from autograder.gradebook.finals import read_finals
from autograder.gradebook.gradebook import NbgraderCourse


@click.command(epilog="Example: autograder export week5 --format canvas --template grades.csv")
@assignment_argument
@click.option("--format", "name", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The CSV that Canvas or Moodle offers for download; a copy of it is filled in.",
)
@click.option("--column", default="", help="Canvas: column to fill.  [default: the assignment's]")
@click.option("--student", multiple=True, help="Export this student only; may be given repeatedly.")
@click.option("--output", type=click.Path(path_type=Path), help="[default: in exports/]")
@course_option
def export(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    name: str,
    template: Path | None,
    column: str,
    student: tuple[str, ...],
    output: Path | None,
    course: Path,
) -> None:
    """Write the final points of ASSIGNMENT, with late penalties and points given by hand.

    Ends with status 1 if the points of some student are missing from the result.
    """
    request = Request(name, template, column)
    with NbgraderCourse.open(course).gradebook() as gradebook:
        finals = read_finals(gradebook, Course(course), assignment, student)
    written = write_as(request, finals)
    place = output or course / default_place(request, assignment)
    save(written, place)
    _tell(finals, written)
    click.echo(f"{place}: {len(finals.graded)} students with points")
    sys.exit(bool(written.unmatched or finals.left_out))


def _tell(finals: Finals, written: Written) -> None:
    """Say who is left out, then what is good to know."""
    _list("Left out:", (*finals.left_out, *written.unmatched))
    _list("Left as they are:", written.notes)
    _list("Points so far only:", tuple(waiting(finals)))


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo("\n".join([title, *(f"- {readable(line)}" for line in lines)]))
