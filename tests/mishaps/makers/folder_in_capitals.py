"""The folder's name in capitals.

kind: A.1, another name of the folder
handed in: the folder is called Sums
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it there."""
    path = home / "Sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
