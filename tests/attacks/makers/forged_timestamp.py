"""A time of submission that the student has written.

class: tampering, result file written
tries: was in time, by its own account
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write a time long before any deadline."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "timestamp.txt").write_text("1999-01-01 00:00:00 UTC")
