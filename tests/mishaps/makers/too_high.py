"""No folder at all.

kind: A.1, a level too high
handed in: the notebook lies beside the folder of the assignment
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it a level too high."""
    path = home / "1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
