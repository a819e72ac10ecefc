"""Bring a submitted notebook back to the shape that was released, noting every repair."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.course import ReleasedNotebook, nbgrader_metadata
from autograder.intake.plain import mapping_of, pictures, text_of

CELL_TYPES = {"code", "markdown", "raw"}


@dataclass(frozen=True)
class CleanNotebook:
    """A notebook in the released shape with the student's work in it."""

    name: str
    notebook: NotebookNode
    findings: tuple[str, ...] = ()


@dataclass
class _Mending:
    released: ReleasedNotebook
    findings: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def note(self, cell: str, what: str) -> None:
        self.findings.append(f"{self.released.name}: cell {cell!r} {what}")


def mend(submitted: NotebookNode, released: ReleasedNotebook) -> CleanNotebook:
    """Return the submission with released cells restored and the student's sources kept."""
    state = _Mending(released)
    cells = [_mended(cell, state) for cell in _plain_cells(submitted.cells, state)]
    cells = _with_missing(cells, state)
    notebook = nbformat.v4.new_notebook(metadata=released.notebook.metadata)
    notebook.cells = _with_ids(cells)
    return CleanNotebook(released.name, notebook, tuple(state.findings))


def _plain_cells(cells: Iterable[NotebookNode], state: _Mending) -> list[NotebookNode]:
    """Rebuild each cell from type, source and metadata; what a student displayed is dropped."""
    found = list(cells)
    lost = {
        str(original.id): name
        for name, original in state.released.cells_by_id.items()
        if name not in {str(nbgrader_metadata(cell).get("grade_id")) for cell in found}
    }
    return [_plain(cell, lost, state) for cell in found]


def _plain(cell: NotebookNode, lost: Mapping[str, str], state: _Mending) -> NotebookNode:
    """Keep the cell's name; where an editor has dropped it, the cell's id may still tell."""
    kind = cell.get("cell_type") if cell.get("cell_type") in CELL_TYPES else "raw"
    fresh = _new_cell(str(kind), text_of(cell.get("source", "")))
    name = nbgrader_metadata(cell).get("grade_id")
    if not name and (name := lost.get(str(cell.get("id")))):
        state.note(name, "had lost its name; its id tells which it is")
    if name:
        fresh.metadata = nbformat.from_dict({"nbgrader": {"grade_id": str(name)}})
    if kind != "code" and (pasted := pictures(mapping_of(cell.get("attachments")))):
        fresh.attachments = nbformat.from_dict(pasted)
    return fresh


def _new_cell(kind: str, source: str) -> NotebookNode:
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[kind]
    return make(source)


def _mended(cell: NotebookNode, state: _Mending) -> NotebookNode:
    """Give a known cell its released form; leave the student's own cells as they are."""
    name = str(nbgrader_metadata(cell).get("grade_id", ""))
    original = state.released.cells_by_id.get(name)
    if original is None or name in state.seen:
        if original is not None:
            state.note(name, "appears more than once; the first one counts")
        cell.metadata.pop("nbgrader", None)
        return cell
    state.seen.add(name)
    return _restored(name, cell, original, state)


def _restored(
    name: str, cell: NotebookNode, original: NotebookNode, state: _Mending
) -> NotebookNode:
    if cell.cell_type != original.cell_type:
        state.note(name, f"had become a {cell.cell_type} cell; it is {original.cell_type} again")
    students_own = bool(nbgrader_metadata(original).get("solution"))
    if not students_own and cell.source.strip() != original.source.strip():
        state.note(name, "was changed; the released text stands in its place")
    restored = _copy_of(original)
    if students_own:
        restored.source = cell.source
        if cell.cell_type == original.cell_type and "attachments" in cell:
            restored.attachments = cell.attachments
    return restored


def _copy_of(original: NotebookNode) -> NotebookNode:
    """Copy a released cell with its identity, without outputs."""
    copy = _new_cell(original.cell_type, original.source)
    copy.metadata = nbformat.from_dict(dict(original.metadata))
    copy.id = original.get("id", copy.id)
    return copy


def _with_missing(cells: list[NotebookNode], state: _Mending) -> list[NotebookNode]:
    """Insert each released cell that is missing after the one that preceded it."""
    result = list(cells)
    previous = ""
    for name, original in state.released.cells_by_id.items():
        if name not in state.seen:
            state.note(name, "was missing; it is back as released")
            result.insert(_position_after(previous, result), _copy_of(original))
        previous = name
    return result


def _position_after(name: str, cells: list[NotebookNode]) -> int:
    names = [nbgrader_metadata(cell).get("grade_id") for cell in cells]
    return names.index(name) + 1 if name in names else 0


def _with_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Make ids unique and equal for equal input, so that a record repeats bit for bit."""
    taken = {cell.id for cell in cells if nbgrader_metadata(cell)}
    for number, cell in enumerate(cells):
        if not nbgrader_metadata(cell):
            cell.id = f"student-{number}"
            while cell.id in taken:
                cell.id += "-x"
            taken.add(cell.id)
    return cells
