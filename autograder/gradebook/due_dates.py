"""Due dates of single students, out of the course's `due_dates.csv` into nbgrader's extensions.

nbgrader holds an extension for each submission, and so for nobody who has not handed in. What the
table says holds from the start; it is entered together with the first grade.
"""

from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Assignment, SubmittedAssignment
from nbgrader.utils import parse_utc

from autograder.errors import TableError
from autograder.spreadsheet import course_rows

FILE = "due_dates.csv"
HEADINGS = ("student", "due")


def granted(course: Path, assignment: str) -> dict[str, datetime]:
    """Return the due dates of the table, in UTC; TableError with the row that is none."""
    path = course / FILE
    rows = course_rows(path, assignment, HEADINGS)
    return {student: _time(path, number, due) for number, (student, due) in rows}


def extend(submission: SubmittedAssignment, due: datetime | None) -> None:
    """Give a submission the extension that makes it due then.

    What nbgrader holds stays where the table says nothing.
    """
    if due is not None:
        general = require_general(submission.assignment)
        submission.extension = due.replace(tzinfo=None) - general


def require_general(assignment: Assignment) -> datetime:
    """Return when an assignment is due for everybody; TableError where no date is set."""
    if assignment.duedate is None:
        raise TableError(
            f"{FILE} has dates for {assignment.name}, and the gradebook has none for everybody: "
            "set the due date of the assignment in the formgrader"
        )
    due: datetime = assignment.duedate
    return due


def _time(path: Path, number: int, due: str) -> datetime:
    try:
        time: datetime = parse_utc(due)
    except (ValueError, OverflowError) as error:
        raise TableError(
            f"{path}: row {number}: expected a time such as 2030-05-08 12:00 UTC, got {due!r}"
        ) from error
    return time.replace(tzinfo=UTC)
