"""An ending more.

kind: A.1, another ending
handed in: the browser has saved the file as text
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it with the ending."""
    path = home / "sums/1_sums.ipynb.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook))
