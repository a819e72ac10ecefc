"""Everything as it was asked for.

kind: A.1, nothing odd
handed in: in the right place under the right name
outcome: total 4, scaled 6, written_why 0
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write the notebook."""
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
