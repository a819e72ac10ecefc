"""Point to text that may be a written answer where the cell for it is as it was released."""

from collections.abc import Iterable, Iterator, Sequence

from nbformat import NotebookNode

from autograder.intake.code import tidy
from autograder.intake.findings import Cells, Findings, first_words, is_answer, listed
from autograder.intake.versions import unchanged
from autograder.released import grade_id, nbgrader_metadata

# What people write answers in, or photograph them.
DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".pages", ".rtf", ".md", ".tex")
PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".heic")


def point(cells: Cells, findings: Findings, files: Iterable[str] = ()) -> None:
    """Write into each empty answer what may be it: a person reads it, so it is no zero.

    That is what was added between its question and the next, and, among the student's `files`
    beside the notebook, documents and photographs.
    """
    beside = [name for name in sorted(files) if name.lower().endswith(DOCUMENTS + PHOTOGRAPHS)]
    known = {tidy(cell.source) for cell in findings.released.notebook.cells}
    for at, cell in enumerate(cells):
        if _asks_a_person(cell, findings) and unchanged(cell, findings.original(grade_id(cell))):
            above = [each for each in _question(cells[:at], findings) if _is_new(each, known)]
            below = [each for each in _rest(cells[at + 1 :], findings) if _is_new(each, known)]
            where = [*_added(above, below), *_named(beside)]
            if where:
                _point(cell, " and ".join(where), findings)


def _added(above: Cells, below: Cells) -> Iterator[str]:
    places = [
        f"{where} ({first_words(found[0].source)})"
        for where, found in (("below it", below), ("above it", above))
        if found
    ]
    if places:
        yield f"text was added {' and '.join(places)}"


def _named(beside: Sequence[str]) -> Iterator[str]:
    if beside:
        names = listed([repr(name) for name in beside])
        yield f"a document was handed in beside the notebook ({names})"


def _point(cell: NotebookNode, where: str, findings: Findings) -> None:
    findings.note(grade_id(cell), f"is as released, but {where}; a person reads it")
    pointer = f"This cell is as released, but {where}. It may be the answer."
    mark = "# " if cell.cell_type == "code" else "> "
    cell.source = f"{cell.source}\n\n{mark}{pointer}"


def _asks_a_person(cell: NotebookNode, findings: Findings) -> bool:
    name = grade_id(cell)
    return bool(name) and is_answer(findings.original(name)) and _is_graded(name, findings)


def _question(above: Sequence[NotebookNode], findings: Findings) -> Iterator[NotebookNode]:
    """Yield the texts that lead up to an answer, up to the next code or answer above."""
    for cell in reversed(above):
        if cell.cell_type == "code" or _ends(cell, findings):
            return
        yield cell


def _rest(below: Sequence[NotebookNode], findings: Findings) -> Iterator[NotebookNode]:
    """Yield the cells behind an answer, up to what was released next to be run or answered."""
    for cell in below:
        if _ends(cell, findings):
            return
        yield cell


def _ends(cell: NotebookNode, findings: Findings) -> bool:
    name = grade_id(cell)
    if not name:
        return False
    original = findings.original(name)
    return original.cell_type == "code" or is_answer(original) or _is_graded(name, findings)


def _is_graded(name: str, findings: Findings) -> bool:
    data = nbgrader_metadata(findings.original(name))
    return bool(data.get("grade") or data.get("task"))


def _is_new(cell: NotebookNode, known: set[str]) -> bool:
    return not grade_id(cell) and bool(cell.source.strip()) and tidy(cell.source) not in known
