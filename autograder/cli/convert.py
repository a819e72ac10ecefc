"""`autograder convert`: hidden graders drafted from the tests in the cells of a notebook."""

import sys
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli.options import assignment_option, course_option, notebook_argument
from autograder.cli.words import number
from autograder.convert.comparing import Compared, Subject, compared, disagreeing, shown
from autograder.convert.drafting import NotebookDraft, draft
from autograder.convert.writing import written
from autograder.course import Course
from autograder.disk import write_or_tell
from autograder.errors import CourseError
from autograder.feedback.criteria import readable
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.records import CellResult
from autograder.released import Assignment


@click.command(epilog="Example: autograder convert problem1")
@notebook_argument
@assignment_option("Which assignment it is in.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it.  [default: the notebook's file in tests/graders/]",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--no-compare", is_flag=True, help="Do not grade what was handed in both ways.")
@course_option
def convert(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    notebook: str,
    assignment: str,
    output: Path | None,
    force: bool,
    no_compare: bool,
    course: Path,
) -> None:
    """Draft hidden graders from the tests in the cells of NOTEBOOK.

    Each assertion becomes a criterion that runs outside of the student's process. What cannot be
    translated for sure is left in the draft for a person to finish. Then the reference and all
    that was handed in is graded both ways: status 1 where a cell gets full points by one only.
    """
    of = Course(course).assignment(assignment)
    drafted = _drafted(course, of, notebook)
    path = output or Course(course).grader_file(assignment, notebook)
    if path.exists() and not force:
        raise CourseError(f"{path}: is there already; add --force, or name another by --output")
    text = written(drafted)
    write_or_tell(path, text)
    _tell(path, drafted)
    if not no_compare:
        cells = tuple(each.cell for each in drafted.cells)
        limits = limits_of(NbgraderCourse.open(course).config)
        subject = Subject(Course(course), assignment, notebook, text, cells, limits)
        sys.exit(_compare(subject))


def _drafted(course: Path, assignment: Assignment, name: str) -> NotebookDraft:
    """Return the draft; CourseError where there is no such notebook, or no test in its cells."""
    if name not in assignment.notebooks:
        there = ", ".join(assignment.notebooks)
        raise CourseError(f"{assignment.name}: no notebook {name!r}; there are: {there}")
    tests = assignment.notebooks[name].runnable_tests
    if not tests:
        raise CourseError(f"{name}: no cell with tests of its own; `autograder adopt` says why")
    return draft(name, Course(course).source(assignment.name, name).notebook, tests)


def _tell(path: Path, drafted: NotebookDraft) -> None:
    click.echo(f"{path}: written")
    for cell in drafted.cells:
        finished = len(cell.criteria) - cell.unfinished
        click.echo(f"  {cell.cell}: {finished} criteria drafted, {cell.unfinished} to finish")


def _compare(subject: Subject) -> bool:
    """Show both ways of judging side by side; return whether they disagree anywhere."""
    results = list(compared(subject))
    differ = disagreeing(results)
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("student", "cell", "by its own tests", "by the draft", ""):
        table.add_column(title, overflow="fold")
    for each in shown(results):
        table.add_row(*map(escape, map(readable, _row(each))))
    if table.rows:
        Console().print(table)
    reasons = ((each.own.cell, each.why) for each in shown(results) if each.why)
    for cell, why in dict.fromkeys(reasons):
        click.echo(f"{cell} differs: {readable(why)}")
    students = len({each.student for each in results}) - 1
    click.echo(
        f"The reference and {students} submissions: both ways agree on "
        f"{len(results) - len(differ)} of {len(results)} cells; of these "
        f"{sum(each.open and each.agree for each in results)} wait for what a person has to finish."
    )
    if differ:
        click.echo("Look at the cells that differ before you use the draft.")
    return bool(differ)


def _row(compared: Compared) -> tuple[str, ...]:
    points = (_points(compared.own), _points(compared.draft))
    return compared.student, compared.own.cell, *points, "" if compared.agree else "differ"


def _points(cell: CellResult) -> str:
    score = "left to a person" if cell.score is None else number(cell.score)
    return score if cell.score is None else f"{score} of {number(cell.max_score)}"
