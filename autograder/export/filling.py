"""Fill in a table that a learning platform offers for download."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.errors import TableError
from autograder.export.finals import Final, Finals, Written
from autograder.export.matching import Keys, Matches, match, row_number
from autograder.spreadsheet import Table

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Form:
    """Where in a table the points go: `rows` are those of students, `column` is the points' one.

    `locked` says of a row why its cell must stay as it is; nothing where it may be written.
    """

    table: Table
    column: int
    rows: tuple[int, ...]
    keys: Keys
    locked: Callable[[tuple[str, ...]], str]


def fill(form: Form, finals: Finals) -> Written:
    """Write the points into the rows of their students; all else stays as it came."""
    found = match(form.table, form.rows, finals, form.keys)
    rows = [list(row) for row in form.table.rows]
    for row, final in _writable(form, found):
        rows[row][form.column] = f"{final.score:.2f}"
    unmatched = (*found.unmatched, *_kept(form, found))
    notes = (*(f"{told}: not in the gradebook" for told in found.unknown), *_nothing(found))
    return Written({"": form.table.to_csv(rows)}, unmatched, notes)


def require(table: Table, headings: Iterable[str], what: str) -> None:
    """Raise TableError unless the table has these headings."""
    missing = [each for each in headings if table.column(each) is None]
    if missing:
        raise TableError(
            f"{table.path}: expected {what}, got no column {', '.join(map(repr, missing))}; "
            f"there are: {', '.join(table.headings)}"
        )


def require_maximum(table: Table, cells: Iterable[str], finals: Finals, where: str) -> None:
    """Raise TableError where the platform counts to another number: no points are rescaled."""
    for cell in cells:
        text = cell.strip()
        most = float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
        if most is not None and round(most - finals.max_score, 2):
            raise TableError(
                f"{table.path}: {where} is {most:g}, and {finals.assignment} has "
                f"{finals.max_score:g} points; set it to {finals.max_score:g} there, and download "
                "the file again"
            )


def _writable(form: Form, found: Matches) -> Iterator[tuple[int, Final]]:
    for row, final in found.rows.items():
        if final.score is not None and not form.locked(form.table.rows[row]):
            yield row, final


def _kept(form: Form, found: Matches) -> Iterator[str]:
    """Name those whose points were not written as the platform has closed their cell."""
    for row, final in found.rows.items():
        reason = form.locked(form.table.rows[row])
        if reason and final.score is not None:
            yield f"{final.student.id}: row {row_number(row)} was left as it is, {reason}"


def _nothing(found: Matches) -> Iterator[str]:
    for row, final in found.rows.items():
        if final.score is None:
            yield f"{final.student.id}: handed in nothing, row {row_number(row)} was left as it is"
