"""Two copies that differ.

kind: A.1, several that differ
handed in: neither has the right name
outcome: total waits, scaled waits, written_why waits
says: several versions differ
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write both."""
    path = home / "sums/final.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    notebook.cells[-1].source = "Because."
    nbformat.write(notebook, home / "sums" / "really final.ipynb")
