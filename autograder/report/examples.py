"""What one student of a group wrote: the code of a cell, from the stored notebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from autograder.feedback.criteria import UNREADABLE
from autograder.report.schema import Example
from autograder.store import RecordStore

MOST_CHARACTERS = 4000
# A person reads no more examples, and the page stays small.
MOST_EXAMPLES = 60
FEWEST_STUDENTS = 2


class _Shared(Protocol):
    """What several students of one cell have in common."""

    notebook: str
    cell: str
    students: tuple[str, ...]

    def model_copy(self, *, update: Mapping[str, Any]) -> Any: ...


Shared = TypeVar("Shared", bound=_Shared)


@dataclass
class Examples:
    """Finds examples; `points` tell who is typical: the member in the middle."""

    store: RecordStore
    points: Mapping[str, float]
    cells: dict[tuple[str, str], list[Mapping[str, Any]]] = field(default_factory=dict)

    def added(self, found: Sequence[Shared]) -> tuple[Shared, ...]:
        """Return the same with an example for the first, those of a single student left out."""
        return tuple(
            each.model_copy(update={"example": self._example(each)})
            if number < MOST_EXAMPLES and len(each.students) >= FEWEST_STUDENTS
            else each
            for number, each in enumerate(found)
        )

    def _example(self, shared: _Shared) -> Example | None:
        ordered = sorted(shared.students, key=lambda student: (self.points[student], student))
        student = ordered[len(ordered) // 2]
        code = answer(self._cells(student, shared.notebook), shared.cell)
        return Example(student=student, code=code) if code else None

    def _cells(self, student: str, notebook: str) -> list[Mapping[str, Any]]:
        key = student, notebook
        if key not in self.cells:
            grade = self.store.notebook(student, notebook)
            self.cells[key] = (
                [_part(cell) for cell in grade.executed.get("cells", ())] if grade else []
            )
        return self.cells[key]


def answer(cells: Sequence[Mapping[str, Any]], check: str) -> str:
    """Return the code of the solution cells above a grade cell, up to the grade cell before."""
    own: list[str] = []
    for cell in cells:
        if cell["name"] == check:
            return _readable("\n\n".join(filter(None, [*own, cell["source"] * cell["solution"]])))
        if cell["grade"]:
            own = []
        elif cell["solution"]:
            own.append(cell["source"])
    return ""


def _part(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    data = cell.get("metadata", {}).get("nbgrader", {})
    return {
        "name": data.get("grade_id", ""),
        "grade": bool(data.get("grade")),
        "solution": bool(data.get("solution")) and cell.get("cell_type") == "code",
        "source": str(cell.get("source", "")),
    }


def _readable(code: str) -> str:
    shown = UNREADABLE.sub("", code)
    left = len(shown) - MOST_CHARACTERS
    return shown if left <= 0 else f"{shown[:MOST_CHARACTERS]}\n# … {left} characters left out"
