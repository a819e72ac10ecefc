"""Modules that only Colab has.

class: notebook, Colab imports
tries: honestly mounts a drive and loads files
outcome: total 4, scaled 6
says: mounted
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

USES = """\
from google.colab import drive, files

drive.mount("/content/drive")
uploaded = files.upload()
print("mounted", uploaded)
"""


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Leave the mark that Colab leaves."""
    notebook.metadata["colab"] = {"provenance": []}
    notebook.cells.insert(0, nbformat.v4.new_code_cell(USES))
    nbformat.write(notebook, folder / "1_sums.ipynb")
