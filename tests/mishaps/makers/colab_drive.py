"""A notebook from Colab that works on a drive.

kind: B.9, Colab
handed in: the notebook mounts a drive and enters a folder of it
outcome: total 4, scaled 6, written_why 0
says: -
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode

MOUNTS = """\
import os
from google.colab import drive
drive.mount("/content/drive")
os.chdir("/content/drive/MyDrive/Colab Notebooks/sums")
mounted = os.path.exists("given.py")
"""


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Put it in a first cell."""
    notebook.metadata["colab"] = {"provenance": []}
    notebook.cells.insert(0, nbformat.v4.new_code_cell(MOUNTS))
    todo(notebook, "total").source = f"assert mounted\n{todo(notebook, 'total').source}"
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
