"""A notebook in another encoding.

class: notebook, not UTF-8
tries: stops the batch with bytes that are no text
outcome: total 4, scaled 6
says: read as Windows-1252
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the notebook with letters in Latin-1."""
    text = nbformat.writes(notebook).replace("# Sums", "# Größe")
    (folder / "1_sums.ipynb").write_bytes(text.encode("latin-1"))
