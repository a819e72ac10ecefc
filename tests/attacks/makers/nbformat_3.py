"""A notebook in the format of ten years ago.

class: notebook, nbformat 3
tries: nothing; an old tool saved it
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the notebook in version 3, where cells lie in worksheets."""
    old = nbformat.convert(notebook, 3)
    (folder / "1_sums.ipynb").write_text(nbformat.v3.writes_json(old))
