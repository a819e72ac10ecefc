"""The written question that is marked, and what belongs to it."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import CourseError
from autograder.released import Assignment, GradeCell, ReleasedNotebook, grade_id, nbgrader_metadata

BEGIN_OF_SCHEME = re.compile(r"^.*BEGIN MARK SCHEME.*$", re.MULTILINE)
END_OF_SCHEME = re.compile(r"^.*END MARK SCHEME.*$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A cell whose points a person gives.

    `asked` are the released cells that lead up to it and itself; `scheme` is the answer in
    `source/` with the marking scheme, empty where there is none.
    """

    assignment: str
    notebook: str
    cell: str
    max_score: float
    asked: tuple[NotebookNode, ...]
    scheme: str = ""

    @property
    def original(self) -> NotebookNode:
        """The cell as it was released."""
        return self.asked[-1]


def find_question(assignment: Assignment, source: Path, name: str) -> Question:
    """Return the question called `cell` or `notebook/cell`; CourseError where it is not certain."""
    offered = _offered(assignment)
    found = [each for each in offered if name in (each[1].name, _full(*each))]
    if len(found) != 1:
        many = "more than one written question is" if found else "no written question is"
        there = ", ".join(_full(*each) for each in offered) or "none"
        raise CourseError(f"{many} called {name!r} in {assignment.name}; there are: {there}")
    released, cell = found[0]
    return Question(
        assignment=assignment.name,
        notebook=released.name,
        cell=cell.name,
        max_score=cell.points,
        asked=_asked(released, cell.name),
        scheme=scheme_of(source / assignment.name / f"{released.name}.ipynb", cell.name),
    )


def written_questions(assignment: Assignment) -> list[str]:
    """Return the full names of all written questions, in order."""
    return [_full(*each) for each in _offered(assignment)]


def _offered(assignment: Assignment) -> list[tuple[ReleasedNotebook, GradeCell]]:
    return [
        (released, cell)
        for released in assignment.notebooks.values()
        for cell in released.grade_cells
        if cell.manual and not cell.task
    ]


def _full(released: ReleasedNotebook, cell: GradeCell) -> str:
    return f"{released.name}/{cell.name}"


def _asked(released: ReleasedNotebook, name: str) -> tuple[NotebookNode, ...]:
    """Return the cell with the text right above it."""
    cells, own = released.notebook.cells, released.cells_by_id[name]
    at = next(place for place, cell in enumerate(cells) if cell is own)
    first = at
    while first and _is_text(cells[first - 1]):
        first -= 1
    return tuple(cells[first : at + 1])


def _is_text(cell: NotebookNode) -> bool:
    data = nbgrader_metadata(cell)
    return cell.cell_type == "markdown" and not (data.get("solution") or data.get("grade"))


def scheme_of(path: Path, name: str) -> str:
    """Return what stands in the cell in `source/`: a course may be graded without it.

    nbgrader's marks around the scheme, which would be headings, become a line.
    """
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError):
        return ""
    named = (cell for cell in cells if grade_id(cell) == name)
    text: str = next((cell.source for cell in named), "")
    return END_OF_SCHEME.sub("", BEGIN_OF_SCHEME.sub("\n---\n", text)).strip()
