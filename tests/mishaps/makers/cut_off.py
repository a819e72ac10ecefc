"""Half a notebook.

handed in: the connection broke
outcome: total waits, scaled waits, written_why waits
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
