"""The grading worksheet that Moodle offers for download, filled in for its upload.

Moodle finds students by `Identifier`, which is made for each assignment, and needs `Grade` and
`Last modified (grade)` beside it. It passes over a grade above the maximum without a word, and over
one that was changed in Moodle after the download.
"""

from types import MappingProxyType

from autograder.errors import TableError
from autograder.export.filling import Form, fill, require, require_maximum
from autograder.export.finals import Finals, Student, Written
from autograder.export.matching import Keys
from autograder.spreadsheet import Table

NEEDED = ("Identifier", "Grade", "Last modified (grade)")
MAXIMUM = "Maximum Grade"
CHANGEABLE = "Grade can be changed"


def fill_moodle(finals: Finals, table: Table, column: str) -> Written:
    """Fill in the grades; TableError where the file is not a worksheet in English."""
    require(table, NEEDED, "Moodle's grading worksheet, downloaded with the language English")
    if column != "Grade":
        raise TableError(f"{table.path}: Moodle reads the column 'Grade' alone, got {column!r}")
    maximum = table.column(MAXIMUM)
    if maximum is not None:
        require_maximum(table, (row[maximum] for row in table.rows), finals, MAXIMUM)
    changeable = table.column(CHANGEABLE)
    rows = tuple(row for row, cells in enumerate(table.rows) if any(cells))
    place = table.column("Grade") or 0
    return fill(Form(table, place, rows, KEYS, lambda row: _locked(row, changeable)), finals)


def _by_number(student: Student) -> tuple[str, ...]:
    return student.id, student.lms_user_id


def _by_login(student: Student) -> tuple[str, ...]:
    return (student.id,)


def _by_email(student: Student) -> tuple[str, ...]:
    return student.email, student.id


KEYS: Keys = MappingProxyType(
    {"ID number": _by_number, "Username": _by_login, "Email address": _by_email}
)


def _locked(row: tuple[str, ...], changeable: int | None) -> str:
    no = changeable is not None and row[changeable].strip().casefold() == "no"
    return "its grade cannot be changed in Moodle" if no else ""
