"""What one student of a group wrote: the code of a cell, from the stored notebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from autograder.report.answers import answers
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
    read: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

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
        code = self._answers(student, shared.notebook).get(shared.cell, "")
        return Example(student=student, code=_cut(code)) if code else None

    def _answers(self, student: str, notebook: str) -> Mapping[str, str]:
        key = student, notebook
        if key not in self.read:
            grade = self.store.notebook(student, notebook)
            self.read[key] = answers(grade.executed.get("cells", ())) if grade else {}
        return self.read[key]


def _cut(code: str) -> str:
    left = len(code) - MOST_CHARACTERS
    return code if left <= 0 else f"{code[:MOST_CHARACTERS]}\n# … {left} characters left out"
