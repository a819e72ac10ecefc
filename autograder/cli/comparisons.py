"""The table of a regrade: who goes up or down, and why."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from rich import box
from rich.markup import escape
from rich.table import Table

from autograder.gradebook.manual import Cell
from autograder.history.changes import CellChange, CriterionChange
from autograder.history.comparison import Comparison


def comparison_table(compared: Sequence[Comparison], by_hand: AbstractSet[Cell]) -> Table:
    """Return one row a student, those who lose most first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", no_wrap=True)
    table.add_column("before", justify="right", no_wrap=True)
    table.add_column("after", justify="right", no_wrap=True)
    table.add_column("why")
    for each in sorted(compared, key=lambda each: (each.difference, each.student)):
        points = [f"{record.score:g}" for record in (each.before, each.after)]
        table.add_row(*map(escape, (each.student, *points, "\n".join(_reasons(each, by_hand)))))
    return table


def _reasons(compared: Comparison, by_hand: AbstractSet[Cell]) -> Iterator[str]:
    """Yield what the grade depends on that has changed, then cell by cell what came of it."""
    yield ", ".join(compared.causes)
    for cell in compared.cells:
        yield f"{cell.name} {cell.points}"
        if (compared.student, *cell.place) in by_hand:
            yield "  a person has scored this cell: that score stays"
        yield from (_reason(compared, cell, criterion) for criterion in cell.criteria)


def _reason(compared: Comparison, cell: CellChange, criterion: CriterionChange) -> str:
    message = compared.message(cell, criterion.name).partition("\n")[0]
    return f"  {criterion}" + (f" ({message})" if message else "")
