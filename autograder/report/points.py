"""Final points of the students, and what still waits for a person."""

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.gradebook.manual import ByHand
from autograder.records import NOT_GRADED_KINDS, ProblemKind, added
from autograder.report.facts import Cell, Person
from autograder.report.figures import Bar
from autograder.report.kinds import WaitingKind
from autograder.report.schema import NotebookPoints, Points, Waiting
from autograder.report.statistics import Array

MOST_BARS = 10


def final_points(person: Person) -> float:
    """Return the points in the gradebook, those of the record where it holds none."""
    return person.standing.score if person.standing else person.score


def by_notebook(person: Person) -> tuple[NotebookPoints, ...]:
    """Return the points of each notebook, a person's in place of the automatic ones."""
    names = dict.fromkeys(cell.notebook for cell in person.cells)
    return tuple(
        NotebookPoints(
            notebook=name,
            points=added(_points(person, cell) for cell in _of(person, name)),
            max_score=added(cell.max_score for cell in _of(person, name)),
        )
        for name in names
    )


def distribution(people: Sequence[Person]) -> Points:
    """Return quartiles, mean and bars of the final points."""
    most = max((person.max_score for person in people), default=0.0)
    points = np.array([final_points(person) for person in people], dtype=np.float64)
    quartiles = [float(q) for q in np.quantile(points, (0.25, 0.5, 0.75))] if people else [None] * 3
    return Points(
        max_score=most,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        mean=float(points.mean()) if people else None,
        bars=_bars(points, most),
    )


def waiting(person: Person) -> Iterator[Waiting]:
    """Yield every cell of a student that waits for a person."""
    pages = person.standing.pages if person.standing else {}
    for cell in person.cells:
        if kind := _kind(person, cell):
            yield Waiting(
                kind=kind,
                student=person.student,
                notebook=cell.notebook,
                cell=cell.cell,
                points=cell.max_score,
                submission=pages.get(cell.notebook, ""),
            )


def _kind(person: Person, cell: Cell) -> WaitingKind | None:
    """Say why a cell waits; None where it does not."""
    given = _given(person, cell)
    if given is not None:
        return None if given.settled else WaitingKind.AGAIN
    if cell.score is not None:
        return None
    if cell.notebook in person.not_graded:
        return WaitingKind.NOT_GRADED
    kinds = {each.kind for each in person.problems if each.notebook == cell.notebook}
    if kinds & NOT_GRADED_KINDS:
        return WaitingKind.FILE
    read = cell.manual and ProblemKind.OPERATOR not in kinds
    return WaitingKind.WRITTEN if read else WaitingKind.UNJUDGED


def _points(person: Person, cell: Cell) -> float:
    given = _given(person, cell)
    return given.points if given is not None else cell.score or 0.0


def _given(person: Person, cell: Cell) -> ByHand | None:
    return person.standing.by_hand.get((cell.notebook, cell.cell)) if person.standing else None


def _of(person: Person, notebook: str) -> list[Cell]:
    return [cell for cell in person.cells if cell.notebook == notebook]


def _bars(points: Array, most: float) -> tuple[Bar, ...]:
    """Cut the range from 0 to all points in bars of the same width; extra credit goes beyond."""
    top = max([most, *points])
    if not points.size or top <= 0:
        return ()
    counts, edges = np.histogram(points, bins=MOST_BARS, range=(0.0, float(top)))
    ends = zip(edges, edges[1:], counts, strict=False)
    return tuple(Bar(start=float(a), end=float(b), students=int(n)) for a, b, n in ends)
