"""Seat wheats and chaffs: as few students as can hold them all without one hiding another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from autograder.solutions import Solution


@dataclass(frozen=True)
class Seat:
    """A made-up student with the solutions that they hand in."""

    student: str
    solutions: tuple[Solution, ...]

    @property
    def loses(self) -> frozenset[tuple[str, str]]:
        """Notebook and criterion (`cell.name`) of everything that this student must lose."""
        return frozenset((each.notebook, lost) for each in self.solutions for lost in each.loses)


def seats(solutions: Iterable[Solution]) -> list[Seat]:
    """Give each solution the first student of its kind whose other solutions it leaves alone.

    Chaffs and wheats alternate, so that a small class has both.
    """
    taken: dict[bool, list[list[Solution]]] = {True: [], False: []}
    for solution in solutions:
        rows = taken[solution.right]
        row = next((row for row in rows if not any(conflict(solution, each) for each in row)), None)
        if row is None:
            row = []
            rows.append(row)
        row.append(solution)
    chaffs, wheats = (_seated(name, taken[name == "wheat"]) for name in ("chaff", "wheat"))
    pairs = zip_longest(chaffs, wheats)
    return [seat for pair in pairs for seat in pair if seat is not None]


def conflict(one: Solution, other: Solution) -> bool:
    """Whether two solutions replace the same cell, or one has an effect on a cell of the other."""
    if one.notebook != other.notebook:
        return False
    return bool(set(one.cells) & set(other.cells)) or _meets(one, other) or _meets(other, one)


def _seated(kind: str, rows: list[list[Solution]]) -> list[Seat]:
    return [Seat(f"{kind}-{number:02d}", tuple(row)) for number, row in enumerate(rows, start=1)]


def _meets(one: Solution, other: Solution) -> bool:
    """Whether a cell of one uses a cell of the other, or one loses criteria of such a cell."""
    if {lost.partition(".")[0] for lost in one.loses} & set(other.cells):
        return True
    names = "|".join(map(re.escape, other.cells))
    return any(re.search(rf"\b({names})\b", source) for source in one.cells.values())
