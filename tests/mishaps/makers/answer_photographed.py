"""The answer as a photograph beside the notebook.

kind: B.4, a photograph of the answer
handed in: written by hand, and nothing in the cell for it
outcome: total 4, scaled 6, written_why waits
says: a document was handed in beside the notebook ('sheet.jpg'); a person reads it
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write both."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    Image.new("RGB", (40, 30), "white").save(path.with_name("sheet.jpg"))
    nbformat.write(notebook, path)
