"""What was released for an assignment, with its hidden graders: data that any process can use."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from autograder.cell_tests import CellTests
from autograder.errors import CourseError
from autograder.grader_files import GraderFiles

SETUP_TAG = "setup"
TODO_PREFIX = "todo_"
BONUS_TAG = "bonus:"


def nbgrader_metadata(cell: NotebookNode) -> Mapping[str, object]:
    """Return the cell's nbgrader metadata, or an empty mapping."""
    metadata = cell.get("metadata", {})
    found = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def grade_id(cell: NotebookNode) -> str:
    """Return the name by which nbgrader knows a cell; empty for any other."""
    return str(nbgrader_metadata(cell).get("grade_id") or "")


@dataclass(frozen=True)
class GradeCell:
    """A cell that carries points; `manual` where a person gives them.

    `bonus` are points beyond the maximum of the assignment: the cell itself has 0 then. The answer
    to a task may stand anywhere in the notebook, or in no notebook at all.
    """

    name: str
    points: float
    manual: bool
    task: bool = False
    bonus: float = 0.0

    @property
    def worth(self) -> float:
        """All points that it can earn."""
        return self.points + self.bonus


@dataclass(frozen=True)
class ReleasedNotebook:
    """One notebook as students got it.

    `tests` are those that the instructor wrote into grade cells themselves. A cell that belongs to
    a TODO cell, by its name, has none: what stands in it is a check that students see, and its
    hidden graders lie elsewhere.
    """

    name: str
    notebook: NotebookNode
    tests: Mapping[str, CellTests] = field(default_factory=dict)

    @cached_property
    def cells_by_id(self) -> dict[str, NotebookNode]:
        """Cells that nbgrader knows, by grade id, in order."""
        named = ((nbgrader_metadata(cell).get("grade_id"), cell) for cell in self.notebook.cells)
        return {str(name): cell for name, cell in named if name}

    @cached_property
    def grade_cells(self) -> tuple[GradeCell, ...]:
        """The cells that carry points, in order."""
        cells = self.cells_by_id.items()
        return tuple(_grade_cell(name, cell) for name, cell in cells if _carries_points(cell))

    @property
    def outline(self) -> tuple[tuple[str, ...], tuple[GradeCell, ...]]:
        """What a release leaves as it is: the names of all cells, and who gives which points."""
        return tuple(self.cells_by_id), self.grade_cells

    @property
    def runnable_tests(self) -> Mapping[str, str]:
        """The tests that can be run, by the names of their cells."""
        return {name: tests.source for name, tests in self.tests.items() if tests.source}

    @property
    def own_cells(self) -> tuple[str, ...]:
        """The names of the automatic cells that may hold tests of their own."""
        return tuple(
            cell.name
            for cell in self.grade_cells
            if not cell.manual
            and TODO_PREFIX + cell.name not in self.cells_by_id
            and self.cells_by_id[cell.name].cell_type == "code"
        )


@dataclass(frozen=True)
class Assignment:
    """What was released under one name, with its hidden graders; data that any process can use."""

    name: str
    notebooks: Mapping[str, ReleasedNotebook]
    files: Mapping[str, bytes]
    graders: GraderFiles = field(default_factory=GraderFiles)


def bonus_of(cell: NotebookNode) -> float:
    """Return the points of the tag `bonus:<points>`, 0 where there is none.

    CourseError where it cannot be meant. nbgrader knows a cell of 0 points, and its maximum stays.
    """
    tags = [str(tag) for tag in cell.get("metadata", {}).get("tags", ())]
    tag = next((tag for tag in tags if tag.startswith(BONUS_TAG)), None)
    if tag is None:
        return 0.0
    data = nbgrader_metadata(cell)
    try:
        bonus = float(tag.removeprefix(BONUS_TAG))
    except ValueError:
        bonus = math.nan
    manual = data.get("solution") or data.get("task")
    if not 0 < bonus < math.inf or float(str(data.get("points") or 0)) or manual:
        raise CourseError(
            f"the cell {data.get('grade_id')!r} has the tag {tag!r}: expected one such as "
            f"{BONUS_TAG}3, on a cell of 0 points that graders judge"
        )
    return bonus


def _carries_points(cell: NotebookNode) -> bool:
    data = nbgrader_metadata(cell)
    return bool(data.get("grade") or data.get("task"))


def _grade_cell(name: str, cell: NotebookNode) -> GradeCell:
    data = nbgrader_metadata(cell)
    task = bool(data.get("task"))
    manual = bool(data.get("solution")) or task
    return GradeCell(name, float(str(data.get("points") or 0)), manual, task, bonus_of(cell))
