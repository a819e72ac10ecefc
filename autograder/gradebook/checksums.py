"""What became of released cells, by the checksums that nbgrader put into them."""

from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from autograder.released import nbgrader_metadata


def changed_cells(notebook: NotebookNode) -> Iterator[str]:
    """Yield the name of each locked cell that differs from the released one."""
    for cell in _released(notebook):
        if is_locked(cell) and not _unchanged(cell):
            yield str(cell.metadata.nbgrader.grade_id)


def unanswered_cells(notebook: NotebookNode) -> Iterator[str]:
    """Yield the name of each answer that a person marks, and that nobody has begun."""
    for cell in _released(notebook):
        if is_grade(cell) and is_solution(cell) and _unchanged(cell):
            yield str(cell.metadata.nbgrader.grade_id)


def _released(notebook: NotebookNode) -> Iterator[NotebookNode]:
    yield from (cell for cell in notebook.cells if nbgrader_metadata(cell).get("checksum"))


def _unchanged(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.checksum == compute_checksum(cell))
