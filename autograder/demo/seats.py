"""Seat wheats and chaffs: as few students as can hold them all without one hiding another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

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
    """Give each solution the first student of its kind whose other solutions it leaves alone."""
    taken: dict[bool, list[list[Solution]]] = {True: [], False: []}
    for solution in solutions:
        rows = taken[solution.right]
        row = next((row for row in rows if not any(conflict(solution, each) for each in row)), None)
        if row is None:
            row = []
            rows.append(row)
        row.append(solution)
    return [
        Seat(f"{'wheat' if right else 'chaff'}-{number:02d}", tuple(row))
        for right, rows in taken.items()
        for number, row in enumerate(rows, start=1)
    ]


def conflict(one: Solution, other: Solution) -> bool:
    """Whether two solutions replace the same cell, or a cell of one uses a cell of the other."""
    if one.notebook != other.notebook:
        return False
    return bool(set(one.cells) & set(other.cells)) or _uses(one, other) or _uses(other, one)


def _uses(one: Solution, other: Solution) -> bool:
    names = "|".join(map(re.escape, other.cells))
    return any(re.search(rf"\b({names})\b", source) for source in one.cells.values())
