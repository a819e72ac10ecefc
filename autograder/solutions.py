"""Wheats and chaffs: right and wrong solutions that replace named cells of the reference."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import nbgrader_metadata
from autograder.errors import CourseError

CELL_MARK = re.compile(r"^# %% (\w+)[ \t]*$", re.MULTILINE)
SOLUTION_MARK = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
TODO_PREFIX = "todo_"


@dataclass(frozen=True)
class Solution:
    """One file of `solutions/`: what it says of itself, and the cells that it replaces."""

    path: Path
    right: bool
    title: str
    notebook: str
    loses: frozenset[str]
    mistake: str
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        """Short name: the cell and the file, such as clip_by_norm-chaff_sum_of_norms."""
        return f"{self.path.parent.name}-{self.path.stem}"


def read_solution(path: Path) -> Solution:
    """Read one file; raise CourseError where its head does not say what it must."""
    head, *pieces = CELL_MARK.split(path.read_text(encoding="utf-8"))
    text = head.strip().strip('"').strip()
    kind, _, title = text.partition("\n")[0].partition(":")
    fields = dict(
        re.findall(r"^(notebook|loses|mistake):[ \t]*((?:.|\n[ \t]+)*)$", text, re.MULTILINE)
    )
    cells = dict(zip(pieces[::2], (body.strip() for body in pieces[1::2]), strict=True))
    if kind not in {"Wheat", "Chaff"} or not fields.get("notebook") or not cells:
        raise CourseError(
            f"{path}: the head needs 'Wheat:' or 'Chaff:', a notebook, and '# %%' cells"
        )
    loses = frozenset(re.split(r"[,\s]+", fields.get("loses", "").strip())) - {"", "-"}
    if (kind == "Wheat") == bool(loses):
        raise CourseError(f"{path}: a chaff names what it loses, a wheat loses nothing")
    return Solution(
        path=path,
        right=kind == "Wheat",
        title=title.strip(),
        notebook=fields["notebook"].strip(),
        loses=loses,
        mistake=fields.get("mistake", "-").strip(),
        cells=cells,
    )


def read_solutions(folder: Path) -> list[Solution]:
    """Read every solution below a folder, in order of path."""
    return [read_solution(path) for path in sorted(folder.rglob("*.py"))]


def reference_cells(source: Path) -> dict[str, str]:
    """Return the solved cells of a source notebook by the name they define."""
    notebook = nbformat.read(source, as_version=4)
    return {
        _todo(cell): SOLUTION_MARK.sub("", cell.source)
        for cell in notebook.cells
        if _todo(cell) and cell.cell_type == "code"
    }


def fill_in(
    released: NotebookNode, reference: Mapping[str, str], solutions: Sequence[Solution] = ()
) -> NotebookNode:
    """Return the released notebook with solved cells, those of the solutions in place of ours."""
    sources = dict(reference)
    for solution in solutions:
        sources.update(solution.cells)
    unknown = set(sources) - {_todo(cell) for cell in released.cells}
    if unknown:
        raise CourseError(f"no cell to fill for {', '.join(sorted(unknown))}")
    notebook = nbformat.from_dict(released)
    for cell in notebook.cells:
        cell.source = sources.get(_todo(cell), cell.source)
    return notebook


def _todo(cell: NotebookNode) -> str:
    """Return the name that a TODO cell defines; empty for every other cell."""
    name = str(nbgrader_metadata(cell).get("grade_id", ""))
    return name.removeprefix(TODO_PREFIX) if name.startswith(TODO_PREFIX) else ""
