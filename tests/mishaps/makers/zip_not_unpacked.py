"""An archive instead of a folder.

kind: A.1, an archive instead of the folder
handed in: nobody has unpacked what was uploaded
outcome: total 4, scaled 6, written_why 0
says: was found as
"""

import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write an archive."""
    path = home / "sums.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sums/1_sums.ipynb", nbformat.writes(notebook))
