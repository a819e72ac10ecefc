"""Bytes behind the end.

kind: A.2, bytes behind the end
handed in: a shorter notebook was written over a longer one
outcome: total 4, scaled 6, written_why 0
says: characters behind the end of the notebook were dropped
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Leave the end of another file."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    path.write_text(nbformat.writes(notebook) + '": 4\n}\n')
