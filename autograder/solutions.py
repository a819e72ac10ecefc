"""Wheats and chaffs: right and wrong solutions that replace named cells of the reference."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import CourseError
from autograder.released import TODO_PREFIX, nbgrader_metadata

CELL_MARK = re.compile(r"^# %% (\w+)[ \t]*$", re.MULTILINE)
SOLUTION_MARK = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
KINDS = ("Wheat", "Chaff")
FIELDS = ("notebook", "loses", "mistake", "raises", "told")
TITLE_END = re.compile(r"\n(?=\n|\w+:)")
# A line that is indented goes on with the one above it.
GOES_ON = re.compile(r"\n[ \t]+")


@dataclass(frozen=True)
class Solution:
    """One file of `solutions/`: what it says of itself, and the cells that it replaces.

    `raises` names the exceptions in which criteria that it loses end; every other has words.
    `told` are pieces of text that its student must read: in a message or a hint.
    """

    path: Path
    right: bool
    title: str
    notebook: str
    loses: frozenset[str]
    mistake: str
    cells: Mapping[str, str]
    raises: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Short name: the cell and the file, such as clip_by_norm-chaff_sum_of_norms."""
        return f"{self.path.parent.name}-{self.path.stem}"


def read_solution(path: Path) -> Solution:
    """Read one file; raise CourseError with the field of its head that is not as it must be."""
    head, *pieces = CELL_MARK.split(path.read_text(encoding="utf-8"))
    cells = _cells(path, pieces)
    title, *rest = TITLE_END.split(head.strip().strip('"').strip(), maxsplit=1)
    kind, _, title = title.partition(":")
    if kind not in KINDS:
        raise CourseError(f"{path}: the head begins with 'Wheat:' or 'Chaff:', got {kind!r:.40}")
    fields = _fields(path, "".join(rest))
    if not fields.get("notebook"):
        raise CourseError(f"{path}: 'notebook:' is missing or empty, it names the notebook")
    solution = Solution(
        path=path,
        right=kind == "Wheat",
        title=" ".join(title.split()),
        notebook=fields["notebook"],
        loses=_names(fields.get("loses", "")),
        mistake=fields.get("mistake", "-"),
        cells=cells,
        raises=_names(fields.get("raises", "")),
        told=tuple(filter(None, map(str.strip, fields.get("told", "").split(";")))),
    )
    _require_kind(solution)
    return solution


def _fields(path: Path, text: str) -> dict[str, str]:
    """Return what stands behind the name of each field, lines that go on joined."""
    fields: dict[str, str] = {}
    for line in filter(None, GOES_ON.sub(" ", text).splitlines()):
        name, _, value = line.partition(":")
        if name not in FIELDS:
            known = ", ".join(f"'{field}:'" for field in FIELDS)
            raise CourseError(f"{path}: the head has {line!r:.60}; its fields are {known}")
        if name in fields:
            raise CourseError(f"{path}: '{name}:' stands twice in the head")
        fields[name] = value.strip()
    return fields


def _names(text: str) -> frozenset[str]:
    return frozenset(re.split(r"[,\s]+", text)) - {"", "-"}


def _cells(path: Path, pieces: Sequence[str]) -> dict[str, str]:
    names, bodies = pieces[::2], pieces[1::2]
    if not names:
        raise CourseError(f"{path}: no cell, expected a line '# %% <name>' above each")
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise CourseError(f"{path}: the cell '# %% {twice[0]}' stands twice")
    return dict(zip(names, (body.strip() for body in bodies), strict=True))


def _require_kind(solution: Solution) -> None:
    """A wrong solution loses something, a right one nothing."""
    if solution.right:
        for name in ("loses", "raises", "told"):
            if getattr(solution, name):
                raise CourseError(f"{solution.path}: '{name}:' is for a chaff, this is a wheat")
    elif not solution.loses:
        raise CourseError(f"{solution.path}: 'loses:' is missing or empty, a chaff loses something")


def read_solutions(folder: Path) -> list[Solution]:
    """Read every solution below a folder, in order of path."""
    return [read_solution(path) for path in sorted(folder.rglob("*.py"))]


def reference_cells(source: Path) -> dict[str, str]:
    """Return the solved code cells of a source notebook by their names, without `todo_`."""
    notebook = nbformat.read(source, as_version=4)
    return {
        _todo(cell): SOLUTION_MARK.sub("", cell.source)
        for cell in notebook.cells
        if _todo(cell) and cell.cell_type == "code"
    }


def fill_in(
    released: NotebookNode, reference: Mapping[str, str], solutions: Sequence[Solution] = ()
) -> NotebookNode:
    """Return the released notebook with solved cells, those of the solutions in place of ours.

    CourseError where they are for a cell that was not released.
    """
    sources = dict(reference)
    _require_cells(released, sources, "source/ has changed since the release: it")
    for solution in solutions:
        _require_cells(released, solution.cells, f"{solution.path}")
        sources.update(solution.cells)
    notebook = nbformat.from_dict(released)
    for cell in notebook.cells:
        cell.source = sources.get(_todo(cell), cell.source)
    return notebook


def _require_cells(released: NotebookNode, names: Iterable[str], who: str) -> None:
    if unknown := set(names) - {_todo(cell) for cell in released.cells}:
        raise CourseError(
            f"{who} has cells that are not in release/: {', '.join(sorted(unknown))}; correct "
            "their names, or run `nbgrader generate_assignment` with --force"
        )


def _todo(cell: NotebookNode) -> str:
    """Return the name that a TODO cell defines, or of another solution; empty for other cells."""
    data = nbgrader_metadata(cell)
    name = str(data.get("grade_id", ""))
    if name.startswith(TODO_PREFIX):
        return name.removeprefix(TODO_PREFIX)
    return name if data.get("solution") and cell.cell_type == "code" else ""
