"""A time of submission that is no time.

class: tampering, result file written
tries: stops the batch where the time is read
outcome: total 4, scaled 6
says: not a time; correct it or remove it
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write bytes that no reader of times expects."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "timestamp.txt").write_bytes(b"\xff\xfe yesterday \x00 99999999999999999999")
