"""A notebook of three hundred megabytes, of which little is on the disk.

class: notebook, huge outputs
tries: fills the memory of whoever parses it
outcome: total 0, scaled 0
says: at most 268 MB are graded
"""

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write a notebook with a long hole behind it."""
    path = folder / "1_sums.ipynb"
    nbformat.write(notebook, path)
    os.truncate(path, 300_000_000)
