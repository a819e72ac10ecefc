"""What differs between two gradings of one submission, cell by cell and criterion by criterion."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from autograder.history.entry import CellLine, CriterionLine, Entry, NotebookLine

Line = TypeVar("Line")

OTHERWISE = ("other release, settings, versions or machine",)


@dataclass(frozen=True)
class CriterionChange:
    """A criterion before and after; None where it was not there."""

    before: CriterionLine | None
    after: CriterionLine | None

    @property
    def name(self) -> str:
        """The criterion's name."""
        return _either(self.before, self.after).name

    def __str__(self) -> str:
        """Say what changed: the verdict, else the credit, else the weight."""
        for shown in (_verdict, _credit, _weight):
            before, after = shown(self.before), shown(self.after)
            if before != after:
                return f"{self.name}: {before} → {after}"
        return self.name


@dataclass(frozen=True)
class CellChange:
    """A grade cell before and after; None where it was not there."""

    before: CellLine | None
    after: CellLine | None
    criteria: tuple[CriterionChange, ...]

    @property
    def place(self) -> tuple[str, str]:
        """The notebook and the grade cell."""
        cell = _either(self.before, self.after)
        return cell.notebook, cell.cell

    @property
    def name(self) -> str:
        """Both in words."""
        return "/".join(self.place)

    @property
    def points(self) -> str:
        """Say how the points changed, or where they stay."""
        before, after = _points(self.before), _points(self.after)
        return before if before == after else f"{before} → {after}"

    def __str__(self) -> str:
        """Say everything in one line."""
        why = "; ".join(map(str, self.criteria))
        return f"{self.name} {self.points}" + (f" ({why})" if why else "")


def changes(before: Sequence[CellLine], after: Sequence[CellLine]) -> tuple[CellChange, ...]:
    """Return the cells that differ, in the order of the later grading."""
    pairs = _pairs(before, after, lambda cell: (cell.notebook, cell.cell))
    return tuple(CellChange(old, new, _criteria(old, new)) for old, new in pairs)


def causes(before: Entry, after: Entry) -> tuple[str, ...]:
    """Say which of the things that a grade depends on have changed."""
    if before.key == after.key:
        return ("graded again",)
    found = (
        cause
        for name, notebook in after.notebooks.items()
        for cause in _causes(before.notebooks.get(name), notebook)
    )
    return tuple(dict.fromkeys(found)) or OTHERWISE


def _causes(before: NotebookLine | None, after: NotebookLine) -> Sequence[str]:
    """Say why one notebook was graded."""
    if before is None:
        return ("another notebook graded",)
    if before.key == after.key:
        return ()
    found = {
        "handed in again": before.submission != after.submission,
        "other graders": before.graders != after.graders,
    }
    return [cause for cause, holds in found.items() if holds] or OTHERWISE


def _criteria(before: CellLine | None, after: CellLine | None) -> tuple[CriterionChange, ...]:
    """Return the criteria that differ; of a cell that is new or gone none needs telling."""
    if before is None or after is None:
        return ()
    pairs = _pairs(before.criteria, after.criteria, lambda criterion: criterion.name)
    return tuple(CriterionChange(old, new) for old, new in pairs)


def _pairs(
    before: Iterable[Line], after: Iterable[Line], name: Callable[[Line], object]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield what differs under each name, with None where one side lacks it."""
    old, new = ({name(line): line for line in lines} for lines in (before, after))
    for each in {**new, **old}:
        if old.get(each) != new.get(each):
            yield old.get(each), new.get(each)


def _either(before: Line | None, after: Line | None) -> Line:
    found = before if after is None else after
    if found is None:
        raise ValueError("a change has at least one side")
    return found


def _points(cell: CellLine | None) -> str:
    if cell is None:
        return "none"
    return f"{'?' if cell.score is None else f'{cell.score:g}'} of {cell.max_score:g}"


def _verdict(criterion: CriterionLine | None) -> str:
    return "none" if criterion is None else str(criterion.verdict)


def _credit(criterion: CriterionLine | None) -> str:
    return "" if criterion is None else f"{criterion.credit:.0%} of its points"


def _weight(criterion: CriterionLine | None) -> str:
    return "" if criterion is None else f"weight {criterion.weight:g}"
