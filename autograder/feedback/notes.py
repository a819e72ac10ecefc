"""What the head of a feedback page tells beside the points, as plain data.

It travels in the metadata of the autograded notebook, from grading to the page.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from autograder.feedback.criteria import notice, readable
from autograder.records import (
    NOT_GRADED_KINDS,
    PUT_OFF,
    CellResult,
    NotebookGrade,
    Problem,
    Verdict,
)

LINE_LENGTH = 200


def page_notes(grade: NotebookGrade, ungraded: bool) -> dict[str, Any]:
    """Return `lost`, failed criteria by points; `problems`; the reason if `rejected`.

    `bare` says that the cells have no outputs, and is empty where they have.
    `ungraded` says that the release stands in place of what was handed in. Where that is a fault
    of ours, its cells wait for a person, and nothing is said to be rejected.
    """
    problems = [readable(in_words(problem)) for problem in grade.problems]
    rejected = ungraded and not any(cell.needs_manual for cell in grade.cells)
    return {
        "rejected": "\n".join(problems) if rejected else "",
        "problems": [] if rejected else problems,
        "lost": losses(grade.cells),
        "bare": "" if ungraded else _bare(grade.without_outputs),
    }


def _bare(reason: str) -> str:
    """Say that outputs are missing; a reason of ours stays in the record."""
    ours = ": they could not be made. Your points do not need them"
    why = " yet" if reason == PUT_OFF else ours
    return reason and f"The outputs of your cells are not on this page{why}."


def losses(cells: Iterable[CellResult]) -> list[dict[str, Any]]:
    """Return the failed criteria of some cells, those of most points first; a bonus is no loss."""
    found = (loss for cell in cells if not cell.bonus for loss in _losses(cell))
    return sorted(found, key=lambda loss: -loss["points"])


def in_words(problem: Problem) -> str:
    """Say a problem on the page of its notebook, which needs no name; its file has one."""
    return str(problem) if problem.kind in NOT_GRADED_KINDS else problem.told


def _losses(cell: CellResult) -> Iterator[dict[str, Any]]:
    """Name each failed criterion once, or the cell where nothing in it could be tried."""
    if reason := notice(cell):
        yield _loss(cell, cell.cell, reason, cell.max_score)
        return
    for result, share in zip(cell.criteria, cell.shares, strict=True):
        if result.verdict is Verdict.FAILED:
            name = f"{cell.cell}: {result.name.replace('_', ' ')}"
            said = readable(result.message or result.asked)
            yield _loss(cell, name, said, share * (1 - result.credit))


def _loss(cell: CellResult, name: str, said: str, points: float) -> dict[str, Any]:
    return {"cell": cell.cell, "name": name, "message": _line(said), "points": round(points, 2)}


def _line(text: str) -> str:
    first = next(iter(text.splitlines()), "")
    return first if len(first) <= LINE_LENGTH else f"{first[:LINE_LENGTH]} …"
