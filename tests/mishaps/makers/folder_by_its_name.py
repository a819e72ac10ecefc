"""The notebook in a folder of the same name.

kind: A.1, a folder by the notebook's name
handed in: each file of an archive was unpacked into a folder of its own
outcome: total 4, scaled 6, written_why 0
says: was found as 'sums/1_sums.ipynb/1_sums.ipynb'
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it one folder deeper."""
    folder = home / "sums" / "1_sums.ipynb"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "1_sums.ipynb")
