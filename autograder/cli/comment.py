"""`autograder comment`: one comment to everyone in a group of the class report."""

from collections.abc import Collection, Mapping
from pathlib import Path

import click

from autograder.cli.batch import hold
from autograder.cli.options import assignment_argument, course_option
from autograder.cli.report import class_sources
from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback.criteria import readable
from autograder.gradebook.comments import CommentedCell, enter_comments, read_comments
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.released import Assignment
from autograder.report.commenting import (
    Members,
    commented_cell,
    find_group,
    members,
    read_report,
)
from autograder.report.reading import read_class
from autograder.report.schema import Group

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(epilog='Example: autograder comment week5 --cell diagnose --group 1 --text "See …"')
@assignment_argument
@click.option("--cell", required=True, help="The grade cell: CELL or NOTEBOOK/CELL.")
@click.option("--group", type=int, required=True, help="Number of the group in the report.")
@click.option("--text", help="The comment, in Markdown.")
@click.option("--file", type=EXISTING, help="A file with the comment instead.")
@click.option("--dry-run", is_flag=True, help="Show who would get it, and change nothing.")
@click.option("--replace", is_flag=True, help="Overwrite what a person has written before.")
@course_option
def comment(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    cell: str,
    group: int,
    text: str | None,
    file: Path | None,
    dry_run: bool,
    replace: bool,
    course: Path,
) -> None:
    """Write one comment to every student of a group in the report on ASSIGNMENT.

    The groups are those of the last `autograder report`; who has handed in something else since
    then gets no comment. It is kept in the gradebook and shown on the students' pages. A comment
    that a person has written stays, unless --replace is given.
    """
    folder, words = Course(course), _words(text, file)
    chosen = find_group(read_report(course / "reports" / assignment / "class.json"), cell, group)
    with hold(folder, assignment):
        nbgrader, released = NbgraderCourse.open(course), folder.assignment(assignment)
        found = members(chosen, read_class(class_sources(folder, nbgrader, released)).people)
        place = _place(released, chosen)
        with nbgrader.gradebook() as gradebook:
            held = read_comments(gradebook, place, found.students)
            getting = [each for each, old in held.items() if old != words and (replace or not old)]
            if not dry_run:
                enter_comments(gradebook, place, getting, words)
    _tell(chosen, found, held, getting)
    _tell_end(len(getting), dry_run, assignment)


def _place(assignment: Assignment, group: Group) -> CommentedCell:
    """Return the cell that carries the comment; the release may be newer than the report."""
    if group.notebook not in assignment.notebooks:
        raise CourseError(f"{assignment.name} has no notebook {group.notebook} any more")
    name = commented_cell(assignment.notebooks[group.notebook], group.cell)
    return CommentedCell(assignment.name, group.notebook, name)


def _words(text: str | None, file: Path | None) -> str:
    """Return the comment; it comes from one place, and there is something in it."""
    if (text is None) == (file is None):
        raise click.UsageError("expected either --text or --file")
    try:
        words = (file.read_text(encoding="utf-8-sig") if file else text or "").strip()
    except UnicodeDecodeError as error:
        raise CourseError(f"{file}: expected text in UTF-8 ({error})") from error
    if not words:
        raise click.UsageError("expected a comment, got nothing")
    return words


def _tell(group: Group, found: Members, held: Mapping[str, str], getting: Collection[str]) -> None:
    failed = ", ".join(group.failed)
    click.echo(readable(f"{group.notebook}/{group.cell}, group {group.number}: {failed}"))
    for student in found.students:
        click.echo(readable(f"{student}: {_said(student, held, getting)}"))
    for student in found.gone:
        click.echo(readable(f"{student}: in the group no longer, gets nothing"))


def _said(student: str, held: Mapping[str, str], getting: Collection[str]) -> str:
    if student not in held:
        return "not in the gradebook yet; run `autograder grade`"
    old = held[student]
    if student in getting:
        return f"gets the comment instead of {old!r}" if old else "gets the comment"
    return f"has a comment already: {old!r}"


def _tell_end(count: int, dry_run: bool, assignment: str) -> None:
    verb = "would be entered" if dry_run else "entered"
    click.echo(f"{count} {'comment' if count == 1 else 'comments'} {verb}.")
    if count and not dry_run:
        click.echo(f"`nbgrader generate_feedback {assignment} --force` shows them to students.")
