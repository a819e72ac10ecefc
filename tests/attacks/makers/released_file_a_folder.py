"""A folder under the name of a released file.

class: tampering, a local numpy.py
tries: keeps the released file from being laid down
outcome: total 4, scaled 6
says: its name is that of a released folder or file
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Make the folder, with a file in it."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "given.py").mkdir()
    (folder / "given.py" / "x.txt").write_text("x")
