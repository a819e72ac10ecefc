"""Half a notebook.

kind: A.2, cut off
handed in: the connection broke
outcome: total 0, scaled 0, written_why 0
says: is not valid JSON
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write the first half."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    text = nbformat.writes(notebook)
    path.write_text(text[: len(text) // 2])
