"""A cell of a megabyte.

kind: A.2, a large literal
handed in: the student has pasted the data into a cell of their own
outcome: total 4, scaled 6, written_why 0
says: MB of code; at most 0.5 MB of it are graded, so it was left out
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Add the cell."""
    notebook.cells.insert(2, nbformat.v4.new_code_cell(f"DATA = {'x' * 1_000_000!r}"))
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
