"""The notebook under another name.

class: notebook, renamed file
tries: nothing; the browser has added a number to the name
outcome: total 0, scaled 0
says: was not handed in
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the notebook under the name of a second download."""
    nbformat.write(notebook, folder / "1_sums (1).ipynb")
