"""Another encoding without a mark.

kind: A.2, Windows-1252
handed in: an old editor has saved the file
outcome: total 4, scaled 6, written_why 0
says: was read as Windows-1252
"""

import json
from pathlib import Path

from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it with letters that two encodings write differently."""
    notebook.cells[0].source += " und größere"
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    text = json.dumps(notebook, ensure_ascii=False)
    path.write_text(text, encoding="cp1252")
