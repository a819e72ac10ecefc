"""Find the students of a table of somebody else's, by id, login or e-mail; never by their name."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder.export.finals import Final, Finals, Student
from autograder.spreadsheet import Table

# What of a student may stand below a heading, as it stands there.
Values = Callable[[Student], Iterable[str]]
Keys = Mapping[str, Values]
Index = Mapping[str, frozenset[str]]
# How many cells of a row tell a person which one it is.
SHOWN = 3


@dataclass(frozen=True)
class Matches:
    """Who stands in which row; `unmatched` lists whose points found no row."""

    rows: Mapping[int, Final]
    unmatched: tuple[str, ...]
    unknown: tuple[str, ...]


def match(table: Table, rows: Iterable[int], finals: Finals, keys: Keys) -> Matches:
    """Match rows to students, one to one; whatever is not beyond doubt is left out and listed.

    `unknown` are the rows of whom the gradebook does not know.
    """
    known = {final.student.id: final for final in finals.students}
    indices = {
        place: _index(values, finals)
        for heading, values in keys.items()
        if (place := table.column(heading)) is not None
    }
    found = {row: _named(table.rows[row], indices) for row in rows}
    certain = {row: min(each) for row, each in found.items() if len(each) == 1}
    often = {name for name, count in Counter(certain.values()).items() if count > 1}
    matched = {row: known[name] for row, name in certain.items() if name not in often}
    missing = {final.student.id for final in finals.graded} - {*certain.values()}
    return Matches(
        rows=matched,
        unmatched=(
            *_doubted(table, found),
            *_doubled(certain, often),
            *(f"{name}: has points, and no row" for name in sorted(missing)),
        ),
        unknown=tuple(_told(table, row) for row, each in found.items() if not each),
    )


def normal(value: str) -> str:
    """Return a key as it is compared: accents have two spellings, and case says nothing."""
    return unicodedata.normalize("NFC", value).strip().casefold()


def row_number(row: int) -> int:
    """Return a row's number in a spreadsheet, which begins with 1 at the headings."""
    return row + 2


def _index(values: Values, finals: Finals) -> Index:
    found: dict[str, set[str]] = defaultdict(set)
    for final in finals.students:
        for value in filter(None, map(normal, values(final.student))):
            found[value].add(final.student.id)
    return {value: frozenset(names) for value, names in found.items()}


def _named(row: tuple[str, ...], indices: Mapping[int, Index]) -> frozenset[str]:
    """Return whom all keys of a row name together; where they contradict each other, all of them.

    Two students may share an e-mail: the id in the same row says which one is meant.
    """
    named = [index[key] for place, index in indices.items() if (key := normal(row[place])) in index]
    if not named:
        return frozenset()
    return frozenset.intersection(*named) or frozenset.union(*named)


def _doubted(table: Table, found: Mapping[int, frozenset[str]]) -> Iterator[str]:
    for row, names in found.items():
        if len(names) > 1:
            yield f"{_told(table, row)}: may be {' or '.join(sorted(names))}"


def _doubled(certain: Mapping[int, str], often: Iterable[str]) -> Iterator[str]:
    for name in sorted(often):
        places = [str(row_number(row)) for row, each in certain.items() if each == name]
        yield f"{name}: is in several rows ({', '.join(places)}); none of them was filled in"


def _told(table: Table, row: int) -> str:
    words = [cell for cell in table.rows[row] if cell.strip()][:SHOWN]
    return f"row {row_number(row)} ({', '.join(words)})"
