"""An answer in a new cell.

kind: B.4, an answer in a cell below
handed in: the student has added a cell below the one for the answer
outcome: total 4, scaled 6, written_why waits
says: text was added below it
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Add the cell."""
    notebook.cells.append(nbformat.v4.new_markdown_cell("Because addition commutes."))
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
