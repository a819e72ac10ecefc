"""Tables as CSV that spreadsheets open, and the tables that come back from them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import TableError

# Without it spreadsheets take the file for one in an older encoding, and spoil accented names.
BYTE_ORDER_MARK = "\ufeff"
DELIMITERS = (",", ";", "\t")
# What a spreadsheet would compute, with the full-width signs that some take for the narrow ones.
FORMULA = re.compile("[\\s'\x00-\x1f]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
DIGITS = 9


@dataclass(frozen=True)
class Table:
    """A CSV file: rows of equal length below the headings, and how it was written."""

    path: Path
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    marked: bool = False

    def column(self, heading: str) -> int | None:
        """Return the place of a heading, upper and lower case alike; None where there is none."""
        found = [name.strip().casefold() for name in self.headings]
        wanted = heading.casefold()
        return found.index(wanted) if wanted in found else None

    def to_csv(self, rows: Iterable[Sequence[str]]) -> str:
        """Return the file with other rows, written as it came."""
        text = to_csv([self.headings, *rows], self.delimiter)
        return BYTE_ORDER_MARK + text if self.marked else text


def to_csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read_table(path: Path) -> Table:
    """Read a CSV file; TableError with the row where it cannot be used."""
    text = _text(path)
    bare = text.removeprefix(BYTE_ORDER_MARK)
    delimiter = _delimiter(bare)
    try:
        # Quotes and line breaks inside of them belong to a cell.
        lines = [
            tuple(row) for row in csv.reader(io.StringIO(bare, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise TableError(f"{path}: cannot be read as CSV: {error}") from error
    if not lines or not any(lines[0]):
        raise TableError(f"{path}: is empty; expected a CSV file with headings in its first row")
    headings, *rows = lines
    whole = [_whole(path, number, row, len(headings)) for number, row in enumerate(rows, 2)]
    return Table(path, headings, tuple(whole), delimiter, marked=bare != text)


def course_rows(
    path: Path, assignment: str, headings: Sequence[str]
) -> list[tuple[int, tuple[str, ...]]]:
    """Return what a course's table says of an assignment, below these headings; with row numbers.

    Nothing where there is no such file; TableError where a column is missing.
    """
    if not path.exists():
        return []
    table = read_table(path)
    asked = ("assignment", *headings)
    columns = [place for name in asked if (place := table.column(name)) is not None]
    if len(columns) < len(asked):
        raise TableError(f"{path}: expected the columns {', '.join(asked)}")
    rows = [tuple(row[place].strip() for place in columns) for row in table.rows]
    return [(number, row[1:]) for number, row in enumerate(rows, 2) if row[0] == assignment]


def as_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe is put before it."""
    return f"'{text}" if FORMULA.match(text) else text


def as_text(cell: str) -> str:
    """Return what was made a cell by `as_cell`."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def in_digits(value: float | None) -> str:
    """Write a number in digits alone; nothing for None."""
    if value is None:
        return ""
    digits = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: is not UTF-8; save it as “CSV UTF-8”") from error


def _delimiter(text: str) -> str:
    """Return what splits the first row into most cells."""
    first = text.partition("\n")[0].strip("\r")
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))


def _whole(path: Path, number: int, row: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Return a row with a cell below each heading; spreadsheets leave out empty ones at its end."""
    if len(row) > width and any(row[width:]):
        raise TableError(f"{path}: row {number} has {len(row)} cells, expected {width}")
    return (*row[:width], *[""] * (width - len(row)))
