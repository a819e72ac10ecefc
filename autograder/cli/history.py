"""`autograder history`: every grading of one student's submissions."""

from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli.choosing import selection
from autograder.cli.options import course_option
from autograder.course import Course
from autograder.errors import CourseError
from autograder.history.entry import Entry
from autograder.history.log import History, read_history
from autograder.store import RecordStore

# So much of a hash tells two apart.
HASH_LENGTH = 8


@click.command(epilog="Example: autograder history ada --assignment week5")
@click.argument("student")
@click.option("--assignment", help="Show this assignment only.")
@course_option
def history(student: str, assignment: str | None, course: Path) -> None:
    """Show when STUDENT was graded, by whom, on what, and what changed each time."""
    histories = _histories(Course(course), student)
    if not histories:
        known = sorted({path.stem for path in Course(course).records.glob("*/*.json")})
        there = f"; there are: {', '.join(known)}" if known else ""
        raise CourseError(f"{student!r} has not been graded in {course}{there}")
    names = selection(assignment, tuple(histories), "grading in assignment")
    console = Console()
    for name in names:
        console.print(_table(histories[name], f"{student}: {name}"))
        if count := histories[name].unreadable:
            console.print(f"{count} lines cannot be read: a crash cut them short.", style="bold")


def _histories(course: Course, student: str) -> dict[str, History]:
    """Return the student's history in every assignment that has one."""
    folders = sorted(path for path in course.records.glob("*") if path.is_dir())
    leads = {path: course.submitted(path.name).lead(student) for path in folders}
    found = {
        path.name: read_history(RecordStore(path).history_path(lead))
        for path, lead in leads.items()
    }
    return {name: each for name, each in found.items() if each.entries or each.unreadable}


def _table(found: History, title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("time (UTC)", no_wrap=True)
    table.add_column("points by graders", justify="right")
    table.add_column("by", no_wrap=True)
    table.add_column("submission", no_wrap=True)
    table.add_column("graders", no_wrap=True)
    table.add_column("what changed")
    for entry in found.entries:
        table.add_row(*map(escape, _row(entry)))
    return table


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        entry.time.removesuffix("+00:00").replace("T", " "),
        f"{entry.score:g} / {entry.max_score:g}",
        entry.by,
        entry.submission[:HASH_LENGTH],
        entry.graders[:HASH_LENGTH],
        "; ".join(entry.changed),
    )
