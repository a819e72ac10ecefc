"""Bring a submitted notebook back to the shape that was released, noting every repair."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.intake.answers import point
from autograder.intake.code import added_imports, tidy
from autograder.intake.findings import Cells, Findings, is_answer, named, new_cell
from autograder.intake.recognising import join, recognise
from autograder.intake.versions import settle, without_stubs
from autograder.reader.cells import mapping_of, pictures, text_of
from autograder.records import Problem
from autograder.released import ReleasedNotebook, grade_id, nbgrader_metadata

CELL_TYPES = {"code", "markdown", "raw"}


@dataclass(frozen=True)
class CleanNotebook:
    """A notebook in the released shape with the student's work in it."""

    name: str
    notebook: NotebookNode
    problems: tuple[Problem, ...] = ()


def restore(
    submitted: NotebookNode,
    released: ReleasedNotebook,
    said: Sequence[str] = (),
    files: Iterable[str] = (),
) -> CleanNotebook:
    """Return the submission with released cells restored and the student's sources kept.

    `said` is what was found when the file was read; `files` names the student's beside it.
    """
    findings = Findings(released)
    for each in said:
        findings.note_file(each)
    cells = [_plain(cell, released) for cell in submitted.cells]
    recognise(cells, [str(cell.get("id")) for cell in submitted.cells], findings)
    cells = settle(join(cells, findings), findings)
    cells = [each for cell in cells for each in _restored(cell, findings)]
    cells = _with_missing(cells, findings)
    without_stubs(cells, findings)
    point(cells, findings, files)
    notebook = nbformat.v4.new_notebook(metadata=released.notebook.metadata)
    notebook.cells = _with_ids(cells)
    return CleanNotebook(released.name, notebook, tuple(findings.problems))


def _plain(cell: NotebookNode, released: ReleasedNotebook) -> NotebookNode:
    """Rebuild a cell from type, source and name; what a student displayed is dropped."""
    kind = cell.get("cell_type") if cell.get("cell_type") in CELL_TYPES else "raw"
    fresh = new_cell(str(kind), text_of(cell.get("source", "")))
    name = grade_id(cell)
    named(fresh, name if name in released.cells_by_id else "")
    if kind != "code" and (pasted := pictures(mapping_of(cell.get("attachments")))):
        fresh.attachments = nbformat.from_dict(pasted)
    return fresh


def _restored(cell: NotebookNode, findings: Findings) -> Iterator[NotebookNode]:
    """Yield a known cell in its released form, with what a student may add to it as own cells."""
    name = grade_id(cell)
    if not name:
        yield cell
        return
    original = findings.original(name)
    if cell.cell_type != original.cell_type:
        findings.note(name, f"had become a {cell.cell_type} cell; it is {original.cell_type} again")
    if is_answer(original):
        yield _answered(cell, original)
    elif tidy(cell.source) == tidy(original.source):
        yield _copy_of(original)
    else:
        yield from _given_again(cell, original, findings)


def _answered(cell: NotebookNode, original: NotebookNode) -> NotebookNode:
    answered = _copy_of(original)
    # What an editor does to line ends is no answer.
    if tidy(cell.source) != tidy(original.source):
        answered.source = cell.source
    if cell.cell_type == original.cell_type and "attachments" in cell:
        answered.attachments = cell.attachments
    return answered


def _given_again(
    cell: NotebookNode, original: NotebookNode, findings: Findings
) -> Iterator[NotebookNode]:
    """Restore a given cell; imports that were added go before it, words behind it."""
    name, changed = grade_id(cell), "was changed; the released text stands in its place"
    added = added_imports(cell.source, original.source) if original.cell_type == "code" else []
    words = _added_words(cell, original) if original.cell_type == "markdown" else ""
    if added:
        changed += f", and before it, as a cell of its own, what was added: {'; '.join(added)}"
        yield new_cell("code", "\n".join(added))
    elif words:
        changed += ", and behind it, as a cell of its own, the text that was added"
    findings.note(name, changed)
    yield _copy_of(original)
    if words:
        below = new_cell("markdown", words)
        below.update({key: cell[key] for key in ("attachments",) if key in cell})
        yield below


def _added_words(cell: NotebookNode, original: NotebookNode) -> str:
    """Return the lines of a text that the released one lacks."""
    before, after = tidy(original.source).split("\n"), tidy(cell.source).split("\n")
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    kept = [after[start:end] for tag, _, _, start, end in matcher.get_opcodes() if tag != "equal"]
    return "\n".join(line for lines in kept for line in lines).strip()


def _copy_of(original: NotebookNode) -> NotebookNode:
    """Copy a released cell with its identity, without outputs."""
    copy = new_cell(original.cell_type, original.source)
    copy.metadata = nbformat.from_dict(dict(original.metadata))
    copy.id = original.get("id", copy.id)
    return copy


def _with_missing(cells: Cells, findings: Findings) -> Cells:
    """Insert each released cell that is missing after the one that preceded it."""
    result = list(cells)
    previous = ""
    seen = {grade_id(cell) for cell in cells}
    for name, original in findings.released.cells_by_id.items():
        if name not in seen:
            findings.note(name, "was missing; it is back as released")
            result.insert(_position_after(previous, result), _copy_of(original))
        previous = name
    return result


def _position_after(name: str, cells: Cells) -> int:
    names = [grade_id(cell) for cell in cells]
    return names.index(name) + 1 if name in names else 0


def _with_ids(cells: Cells) -> Cells:
    """Make ids unique and equal for equal input, so that a record repeats bit for bit."""
    taken = {cell.id for cell in cells if nbgrader_metadata(cell)}
    for number, cell in enumerate(cells):
        if not nbgrader_metadata(cell):
            cell.id = f"student-{number}"
            while cell.id in taken:
                cell.id += "-x"
            taken.add(cell.id)
    return cells
