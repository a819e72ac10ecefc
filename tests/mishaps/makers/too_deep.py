"""A folder in the folder.

kind: A.1, a folder too deep
handed in: the folder was unpacked into itself
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it a level too deep."""
    path = home / "sums/sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
