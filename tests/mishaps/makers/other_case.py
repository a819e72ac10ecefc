"""Capitals in the name.

kind: A.1, capitals
handed in: a system that does not tell capitals from small letters
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it in capitals."""
    path = home / "sums/1_SUMS.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
