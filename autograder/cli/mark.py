"""`autograder mark`: enter a table of marks into the gradebook."""

import sys
from pathlib import Path

import click

from autograder.cli.answers import class_answers
from autograder.cli.batch import hold
from autograder.cli.options import course_option
from autograder.course import Course
from autograder.feedback.criteria import readable
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.marks import enter_marks
from autograder.marking.answers import code_names
from autograder.marking.marks import Plan, plan
from autograder.spreadsheet import read_table


@click.command(epilog="Example: autograder mark week5 --cell written_vanishing marks.csv")
@click.argument("assignment")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cell", required=True, help="The written question: CELL or NOTEBOOK/CELL.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@course_option
def mark(assignment: str, file: Path, cell: str, dry_run: bool, course: Path) -> None:
    """Enter the marks in FILE, the table of `autograder answers`, for ASSIGNMENT.

    All or none: if a name is unknown, points are out of range, or somebody has given a mark since
    the table was made, it says so and enters nothing. A blank cell keeps what is there.
    """
    folder, table = Course(course), read_table(file)
    with hold(folder, assignment):
        question, answers = class_answers(folder, folder.assignment(assignment), cell)
        codes = code_names(folder.secret, question, [answer.student for answer in answers])
        known = {answer.student: answer for answer in answers}
        coded = {codes[name]: answer for name, answer in known.items()}
        found = plan(question, table, coded | known)
        _tell(found)
        if found.conflicts:
            sys.exit(1)
        if not dry_run:
            with NbgraderCourse.open(course).gradebook() as gradebook:
                marks = {change.student: change.after for change in found.changes}
                enter_marks(gradebook, question, marks)
    _tell_end(len(found.changes), dry_run, assignment)


def _tell(found: Plan) -> None:
    for change in found.changes:
        click.echo(readable(str(change)))
    for conflict in found.conflicts:
        click.echo(f"Conflict: {readable(conflict)}", err=True)
    if found.conflicts:
        click.echo(
            "Nothing was entered. Clear points and comment in these rows to keep what the "
            "gradebook has, or write a new table with `autograder answers`.",
            err=True,
        )


def _tell_end(changes: int, dry_run: bool, assignment: str) -> None:
    verb = "would change" if dry_run else "changed"
    click.echo(f"{changes} {'mark' if changes == 1 else 'marks'} {verb}.")
    if changes and not dry_run:
        click.echo(
            f"Late penalties, and others of a group, follow with `autograder grade {assignment}`."
        )
