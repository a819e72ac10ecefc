"""The class table: student, score, verdict in words, time."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table

from autograder.fleet import Outcome
from autograder.records import CellResult, GradeRecord, Verdict

CELLS_NAMED = 3


def class_table(outcomes: Sequence[Outcome], title: str) -> Table:
    """Return one row a student."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("student", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("verdict")
    table.add_column("time", justify="right", no_wrap=True)
    for outcome in outcomes:
        table.add_row(outcome.student, *_row(outcome))
    return table


def _row(outcome: Outcome) -> tuple[str, str, str]:
    record = outcome.record
    if record is None:
        return "none", f"no grade: {outcome.reason}", ""
    score = f"{record.score:g} / {automatic_points(record):g}"
    return score, verdict_in_words(record), f"{record.seconds:.1f} s"


def automatic_points(record: GradeRecord) -> float:
    """Return the points that the graders alone decide: written answers left out."""
    return sum(cell.max_score for cell in record.cells if not cell.manual)


def verdict_in_words(record: GradeRecord) -> str:
    """Say what was lost and why, and what waits for a person."""
    parts = [*_losses(record.cells), *record.problems[:1], *_waiting(record.cells)]
    return "; ".join(parts)


def _losses(cells: Iterable[CellResult]) -> list[str]:
    lost = Counter[str]()
    judged = 0
    for cell in cells:
        judged += len(cell.criteria)
        lost[cell.cell] += sum(result.verdict is not Verdict.PASSED for result in cell.criteria)
    losing = [f"{name} ({count})" for name, count in lost.items() if count]
    if not losing:
        return ["all criteria passed"] if judged else []
    more = f" and {len(losing) - CELLS_NAMED} more" if len(losing) > CELLS_NAMED else ""
    return [f"lost criteria in {', '.join(losing[:CELLS_NAMED])}{more}"]


def _waiting(cells: Iterable[CellResult]) -> list[str]:
    waiting = [cell for cell in cells if cell.needs_manual]
    written = sum(cell.manual for cell in waiting)
    unjudged = len(waiting) - written
    told = [f"{written} written {'answer waits' if written == 1 else 'answers wait'} for a person"]
    faults = [f"{unjudged} to be judged by a person: the fault is ours"]
    return told * bool(written) + faults * bool(unjudged)
