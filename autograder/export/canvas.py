"""The gradebook that Canvas exports as CSV, with one column filled in for its import.

Canvas finds students by `ID`, then `SIS User ID`, then `SIS Login ID`; columns of assignments
stand behind `Section` and are called `title (number)`. Below the headings there may be a row of
posting policies, then comes one of `Points Possible`, which marks what is read-only.
"""

import re
from types import MappingProxyType

from autograder.errors import TableError
from autograder.export.filling import Form, fill, require, require_maximum
from autograder.export.finals import Finals, Student, Written
from autograder.export.matching import Keys
from autograder.spreadsheet import Table

POINTS_POSSIBLE = "Points Possible"
NUMBERED = re.compile(r"(.+) \(\d+\)")
POLICY = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
# What Canvas computes, by the ends of the headings.
COMPUTED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)( \(.*\))?$")
LOCKED = MappingProxyType({"EX": "excused in Canvas", "N/A": "not assigned to them in Canvas"})


def fill_canvas(finals: Finals, table: Table, column: str) -> Written:
    """Fill in the column of an assignment; TableError where the file is not Canvas's gradebook."""
    require(table, ("ID", "Section"), "the gradebook that Canvas exports")
    place = _column(table, column)
    above = [row for row in table.rows if _is_maximum(row)]
    if any("read only" in row[place] for row in above):
        raise TableError(f"{table.path}: {table.headings[place]!r} is read-only in Canvas")
    require_maximum(table, (row[place] for row in above), finals, "Points Possible")
    rows = tuple(row for row, cells in enumerate(table.rows) if _is_student(cells))
    return fill(Form(table, place, rows, KEYS, lambda row: _locked(row[place])), finals)


def _by_canvas(student: Student) -> tuple[str, ...]:
    """Canvas's own number is what the gradebook calls the LMS user id; else it may be the id."""
    return (student.lms_user_id or student.id,)


def _by_id(student: Student) -> tuple[str, ...]:
    return (student.id,)


def _by_login(student: Student) -> tuple[str, ...]:
    return student.id, student.email


KEYS: Keys = MappingProxyType(
    {"ID": _by_canvas, "SIS User ID": _by_id, "SIS Login ID": _by_login, "Email": _by_login}
)


def _column(table: Table, name: str) -> int:
    """Return the only column of that title, with or without Canvas's number behind it."""
    behind = table.headings[(table.column("Section") or 0) + 1 :]
    offered = [heading for heading in behind if not COMPUTED.search(heading)]
    found = [heading for heading in offered if name.strip() in (heading.strip(), _title(heading))]
    if len(found) != 1:
        many = f"{len(found)} columns are" if found else "no column is"
        there = ", ".join(map(repr, offered)) or "none"
        raise TableError(
            f"{table.path}: {many} called {name!r}; name one with --column, there are: {there}"
        )
    return table.headings.index(found[0])


def _title(heading: str) -> str:
    numbered = NUMBERED.fullmatch(heading.strip())
    return numbered[1] if numbered else heading.strip()


def _is_maximum(row: tuple[str, ...]) -> bool:
    return POINTS_POSSIBLE in row[0]


def _is_student(row: tuple[str, ...]) -> bool:
    return not (_is_maximum(row) or all(POLICY.fullmatch(cell) for cell in row))


def _locked(cell: str) -> str:
    return LOCKED.get(cell.strip().upper(), "")
