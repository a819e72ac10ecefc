"""The work is in a copy.

kind: A.1, a copy beside the release
handed in: the student worked on Jupyter's copy and left the released file beside it
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write both."""
    path = home / "sums/1_sums-Copy1.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    (home / "sums" / "1_sums.ipynb").write_bytes(
        Path(*home.parts[:-2], "release", "sums", "1_sums.ipynb").read_bytes()
    )
