"""Line ends of another system.

kind: A.2, line ends
handed in: an editor has changed them in every cell
outcome: total 4, scaled 6, written_why 0
says: its lines ended as in another system
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write them so."""
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
