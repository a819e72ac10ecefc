"""An archive under the notebook's name.

kind: A.1, an archive by the notebook's name
handed in: somebody has changed the ending instead of unpacking
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write an archive."""
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1_sums.ipynb", nbformat.writes(notebook))
