"""A notebook without cells.

class: notebook, empty
tries: stops the batch
outcome: total 0, scaled 0
says: was missing; it is back as released
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Leave every cell out."""
    notebook.cells = []
    nbformat.write(notebook, folder / "1_sums.ipynb")
