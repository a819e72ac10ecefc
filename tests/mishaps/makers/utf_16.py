"""Another encoding.

kind: A.2, UTF-16
handed in: PowerShell has written the file
outcome: total 4, scaled 6, written_why 0
says: was in UTF-16
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it in UTF-16."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    path.write_text(nbformat.writes(notebook), encoding="utf-16")
