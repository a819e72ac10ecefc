"""What a student is not shown yet: one table says what each level takes out of a grade.

Below the full page nothing stays that could carry a hidden input: a message may hold what a grader
measured, an output what a test in a cell did, and an exception may be named by the student.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from nbformat import NotebookNode

from autograder.feedback.notes import losses
from autograder.feedback.outputs import grade_outputs
from autograder.policy import Shown
from autograder.records import CellResult
from autograder.released import grade_id

_MEASURED: Mapping[str, Any] = {"message": "", "fault": None, "measurements": (), "series": ()}
# What stands in place of a criterion's fields; where nothing is said, no criterion is shown.
IN_PLACE: Mapping[Shown, Mapping[str, Any]] = {
    Shown.VERDICTS: {**_MEASURED, "hint": ""},
    Shown.HINTS: _MEASURED,
    Shown.FULL: {},
}
IN_WORDS: Mapping[Shown, str] = {
    Shown.NONE: "that your work has arrived",
    Shown.SCORE: "your points",
    Shown.VERDICTS: "your points and verdicts",
    Shown.HINTS: "your points, verdicts and hints",
}


def withheld(cell: CellResult, shown: Shown) -> CellResult:
    """Return a cell's result with what may be shown of it."""
    if shown not in IN_PLACE:
        return cell.model_copy(update={"criteria": ()})
    criteria = [each.model_copy(update=IN_PLACE[shown]) for each in cell.criteria]
    return cell.model_copy(update={"criteria": tuple(criteria)})


def losses_shown(cells: Iterable[CellResult], shown: Shown) -> list[dict[str, Any]]:
    """Return what the head of a page may say was lost."""
    return losses(withheld(cell, shown) for cell in cells)


def withhold(notebook: NotebookNode, cells: Iterable[CellResult], shown: Shown) -> None:
    """Leave in a graded notebook what may be shown of it, by the results of its grade cells."""
    results = {cell.cell: withheld(cell, shown) for cell in cells}
    notebook.metadata.autograder["lost"] = losses(results.values())
    notebook.metadata.autograder["hidden"] = shown is Shown.NONE
    if shown is Shown.NONE:
        notebook.cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            result = results.get(grade_id(cell))
            cell.outputs = grade_outputs(result) if result else []


def in_words(shown: Shown, due: datetime | None, later: Shown) -> str:
    """Say what a page shows, and until when that is so; empty for all of it."""
    if shown is Shown.FULL:
        return ""
    until = f" until {due:%d %B %Y, %H:%M} UTC" if due and later is not shown else ""
    return f"This page shows {IN_WORDS[shown]}{until}."
