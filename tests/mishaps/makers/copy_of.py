"""Colab's copy.

kind: A.1, words before the name
handed in: Colab has put words before the name
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it under the name of the copy."""
    path = home / "sums/Copy of 1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
