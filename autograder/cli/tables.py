"""The class table: student, points, what was lost and why, time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from rich import box
from rich.markup import escape
from rich.table import Table

from autograder.feedback.criteria import readable
from autograder.fleet import Outcome
from autograder.records import CellResult, GradeRecord, Verdict, total

Notebooks = Mapping[str, tuple[CellResult, ...]]
# Student, notebook and cell of what a person has given points for.
ByHand = frozenset[tuple[str, str, str]]
NOBODY_YET: ByHand = frozenset()


def class_table(outcomes: Sequence[Outcome], title: str, by_hand: ByHand = NOBODY_YET) -> Table:
    """Return one row a student."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.pad_edge, table.collapse_padding = False, True
    table.add_column("student", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("lost, and what waits for a person")
    table.add_column("time", justify="right", no_wrap=True)
    for outcome in outcomes:
        # Names and reasons are students' words: brackets in them are no markup, and what a
        # terminal would obey is left out.
        words = map(readable, (outcome.student, *_row(outcome, by_hand)))
        table.add_row(*map(escape, words))
    return table


def _row(outcome: Outcome, by_hand: ByHand) -> tuple[str, str, str]:
    record = outcome.record
    if record is None:
        return "none", what_is_missing(outcome), ""
    told = verdict_in_words(record, by_hand)
    if outcome.not_entered:
        told = f"{what_is_missing(outcome)}; {told}"
    points = f"{_number(record.score)} / {_number(record.max_score)}"
    return points, told, f"{record.seconds:.0f} s"


def what_is_missing(outcome: Outcome) -> str:
    """Say why a submission has no grade, or why the gradebook does not hold it."""
    if outcome.record is None:
        return f"no grade: {outcome.reason}"
    return f"not in the gradebook: {outcome.not_entered}"


def verdict_in_words(record: GradeRecord, by_hand: ByHand = NOBODY_YET) -> str:
    """Say which notebooks were not graded, what the others lost, what went wrong, what waits."""
    notebooks: dict[str, tuple[CellResult, ...]] = {}
    for cell in record.cells:
        notebooks[cell.notebook] = (*notebooks.get(cell.notebook, ()), cell)
    refused = dict(_refused(record.problems, notebooks))
    told = [f"{name} {reason} {_nothing(notebooks[name])}" for name, reason in refused.items()]
    graded = {name: cells for name, cells in notebooks.items() if name not in refused}
    lost = [*told, *_losses(graded)] or ["all criteria passed"] * _judged(record.cells)
    seen = {each[1:] for each in by_hand if each[0] == record.student}
    manual = _waiting(record.cells, seen)
    return "; ".join([*lost, *_findings(record.problems, refused), *manual])


def _refused(problems: Iterable[str], notebooks: Notebooks) -> Iterator[tuple[str, str]]:
    """Yield the notebooks that earned nothing because of their file, with the reason in brief."""
    for problem in problems:
        name, _, reason = problem.partition(".ipynb: ")
        if name in notebooks and reason and not total(notebooks[name])[0]:
            yield name, reason.removeprefix("was ").partition(" (")[0].partition(";")[0]


def _losses(notebooks: Notebooks) -> Iterator[str]:
    """Name every cell with points lost, or only the notebook where all are lost."""
    told: list[str] = []
    for name, cells in notebooks.items():
        lost = {c.cell: c.max_score - c.score for c in cells if c.score is not None}
        if all(cell.score == 0 for cell in cells):
            told.append(f"{name} {_nothing(cells)}")
        else:
            told.extend(f"{cell} -{_brief(points)}" for cell, points in lost.items() if points)
    if told:
        yield ", ".join(told)


def _nothing(cells: tuple[CellResult, ...]) -> str:
    return f"(0 of {_number(total(cells)[1])})"


def _judged(cells: Iterable[CellResult]) -> bool:
    """Whether graders looked at anything, and a person need not look at it again."""
    judged = [result.verdict is not Verdict.UNJUDGED for cell in cells for result in cell.criteria]
    return bool(judged) and all(judged)


def _findings(problems: Sequence[str], refused: Mapping[str, str]) -> Iterator[str]:
    """Yield the first finding of intake and run, and how many more the record holds."""
    others = [each for each in problems if each.partition(".ipynb: ")[0] not in refused]
    if others:
        yield others[0] + (f" (and {len(others) - 1} more)" if len(others) > 1 else "")


def _waiting(cells: Iterable[CellResult], seen: Set[tuple[str, str]]) -> Iterator[str]:
    """Say how many points a person has given or has yet to give, for answers and our faults."""
    left = [cell for cell in cells if cell.needs_manual]
    waiting = [cell for cell in left if (cell.notebook, cell.cell) not in seen]
    if read := sum(cell.max_score for cell in left if cell not in waiting):
        yield f"{_number(read)} scored by a person, in the gradebook"
    if unread := sum(cell.max_score for cell in waiting if cell.manual):
        yield f"{_number(unread)} to be read"
    if unjudged := sum(cell.max_score for cell in waiting if not cell.manual):
        yield f"{_number(unjudged)} to be judged by a person: the fault is ours"


def _brief(points: float) -> str:
    """Write lost points with one decimal, smaller ones with two."""
    return f"{round(points, 1) or round(points, 2):g}"


def _number(value: float) -> str:
    return f"{round(value, 2):g}"
