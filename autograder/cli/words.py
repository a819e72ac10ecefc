"""One submission in words: what was lost, what waits for a person, what one has changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import shorten

from autograder.gradebook.manual import ByHand, Standing
from autograder.records import (
    NOT_GRADED_KINDS,
    CellResult,
    GradeRecord,
    Problem,
    ProblemKind,
    Verdict,
    added,
    total,
)

# So much of a reason stands in a table; the page and the record have all of it.
REASON_CHARACTERS = 72

Cells = Sequence[CellResult]
Notebooks = Mapping[str, Cells]
Hand = Mapping[tuple[str, str], ByHand]


def verdict_in_words(record: GradeRecord, standing: Standing | None = None) -> str:
    """Say which notebooks were not graded, what the others lost, what went wrong, what waits.

    Then what the gradebook holds beside the automatic points.
    """
    hand = standing.by_hand if standing else {}
    every = [cell for cell in record.cells if cell.notebook not in record.not_graded]
    cells = [cell for cell in every if not cell.bonus]
    notebooks = _by_notebook(cells)
    refused = dict(_refused(record.problems, notebooks))
    told = [f"{name}{_nothing_yet(notebooks[name])}: {reason}" for name, reason in refused.items()]
    graded = {name: cells for name, cells in notebooks.items() if name not in refused}
    lost = [*told, *_losses(graded, hand)] or ["all criteria passed"] * _all_passed(cells)
    findings = _findings(record.problems, refused)
    waiting = [*_waiting(every, hand), *_not_graded(record)]
    beside = [*_replaced(every, hand), *_bonuses(every, hand), *_beside(standing)]
    return "; ".join([*lost, *findings, *waiting, *beside])


def points_in_words(record: GradeRecord, standing: Standing | None = None) -> str:
    """Say how many of all points the gradebook holds, or the record where it holds nothing."""
    score = standing.score if standing else record.score
    return f"{number(score)} / {number(record.max_score)}"


def number(value: float) -> str:
    """Write points with two decimals at the most."""
    return f"{round(value, 2):g}"


def _by_notebook(cells: Cells) -> Notebooks:
    notebooks: dict[str, list[CellResult]] = {}
    for cell in cells:
        notebooks.setdefault(cell.notebook, []).append(cell)
    return notebooks


def _refused(problems: Iterable[Problem], notebooks: Notebooks) -> Iterator[tuple[str, str]]:
    """Yield the notebooks that earned nothing because of their file, with how the reason begins."""
    for problem in problems:
        name, refused = problem.notebook, problem.kind in NOT_GRADED_KINDS
        if refused and name in notebooks and not total(notebooks[name])[0]:
            yield name, shorten(problem.message, REASON_CHARACTERS, placeholder=" …")


def _losses(notebooks: Notebooks, hand: Hand) -> Iterator[str]:
    """Name every cell with points lost, or only the notebook where all are lost.

    What a person has scored is told by itself.
    """
    told: list[str] = []
    for name, cells in notebooks.items():
        left = [cell for cell in cells if _place(cell) not in hand]
        lost = {c.cell: c.max_score - c.score for c in left if c.score is not None}
        if total(cells)[1] and len(left) == len(cells) and all(c.score == 0 for c in cells):
            told.append(f"{name} {_nothing(cells)}")
        else:
            told.extend(f"{cell} -{_brief(points)}" for cell, points in lost.items() if points)
    if told:
        yield ", ".join(told)


def _nothing(cells: Cells) -> str:
    return f"(0 of {number(total(cells)[1])})"


def _nothing_yet(cells: Cells) -> str:
    """Say that a notebook has earned nothing, unless a person has yet to judge it."""
    return "" if all(cell.needs_manual for cell in cells) else f" {_nothing(cells)}"


def _all_passed(cells: Cells) -> bool:
    """Whether graders looked at anything, and found nothing wrong."""
    passed = [result.verdict is Verdict.PASSED for cell in cells for result in cell.criteria]
    return bool(passed) and all(passed)


def _findings(problems: Sequence[Problem], refused: Mapping[str, str]) -> Iterator[str]:
    """Yield the first finding of intake and run, and how many more the record holds.

    What no grader looks at concerns the whole class, and is told once for all of it.
    """
    own = (each for each in problems if each.kind is not ProblemKind.GRADER)
    others = [
        each for each in own if each.kind not in NOT_GRADED_KINDS or each.notebook not in refused
    ]
    if others:
        yield f"{others[0]}" + (f" (and {len(others) - 1} more)" if len(others) > 1 else "")


def _waiting(cells: Cells, hand: Hand) -> Iterator[str]:
    """Say how many points a person has given, or has yet to give, where there is no automatic one.

    An answer that has changed since is to be read again; until then the old points count.
    """
    left = [cell for cell in cells if cell.needs_manual]
    given = [(hand[_place(cell)], cell.max_score) for cell in left if _place(cell) in hand]
    for settled, words in ((True, "given by a person"), (False, "to be read again")):
        found = [(each.points, most) for each, most in given if each.settled is settled]
        if most := added(most for _, most in found):
            points = number(added(points for points, _ in found))
            yield f"{points} of {number(most)} {words}"
    for manual, words in ((True, "to be read"), (False, "to be judged by a person")):
        if most := added(c.worth for c in left if c.manual is manual and _place(c) not in hand):
            yield f"{number(most)} {words}"


def _not_graded(record: GradeRecord) -> Iterator[str]:
    cells = [cell for cell in record.cells if cell.notebook in record.not_graded]
    if record.not_graded:
        points = number(total(cells)[1])
        yield f"{', '.join(record.not_graded)} not graded yet ({points} points)"


def _replaced(cells: Cells, hand: Hand) -> Iterator[str]:
    """Name each automatic score in whose place a person's counts."""
    for cell in cells:
        given = hand.get(_place(cell))
        if given is not None and cell.score is not None:
            again = "" if given.settled else ", to be looked at again"
            scores = f"{number(given.points)} of {number(cell.max_score)} by a person"
            yield f"{cell.cell}: {scores} (automatic: {number(cell.score)}{again})"


def _bonuses(cells: Cells, hand: Hand) -> Iterator[str]:
    """Say which points beyond the maximum graders gave."""
    given = [cell.score or 0.0 for cell in cells if cell.bonus and _place(cell) not in hand]
    if earned := added(given):
        yield f"bonus: {earned:+g}"


def _beside(standing: Standing | None) -> Iterator[str]:
    if standing and standing.extra:
        yield f"extra credit: {standing.extra:+g}"
    if standing and standing.late:
        yield f"late: -{number(standing.late)}"


def _place(cell: CellResult) -> tuple[str, str]:
    return cell.notebook, cell.cell


def _brief(points: float) -> str:
    """Write lost points with one decimal, smaller ones with two."""
    return f"{round(points, 1) or round(points, 2):g}"
