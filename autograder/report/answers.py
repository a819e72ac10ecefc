"""What students wrote for each check, from the notebook as it was run."""

from collections.abc import Iterable, Mapping
from typing import Any

from autograder.feedback.criteria import UNREADABLE


def answers(cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return by grade cell the code of the solution cells above it, up to the check before."""
    found: dict[str, str] = {}
    own: list[str] = []
    for cell in cells:
        data = cell.get("metadata", {}).get("nbgrader", {})
        if data.get("solution") and cell.get("cell_type") == "code":
            own.append(str(cell.get("source", "")))
        if data.get("grade"):
            found[str(data.get("grade_id", ""))] = UNREADABLE.sub("", "\n\n".join(own))
            own = []
    return found
