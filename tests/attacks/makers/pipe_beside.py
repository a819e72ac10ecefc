"""A pipe beside the notebook, which nobody writes to.

class: notebook, symlink
tries: keeps whoever reads it waiting for ever
outcome: total 4, scaled 6
says: pipe.txt: not a plain file
"""

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Make a named pipe."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    os.mkfifo(folder / "pipe.txt")
