"""The notebook under another name.

class: notebook, renamed file
tries: nothing; the browser has added a number to the name
outcome: total 4, scaled 6
says: was found as
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the notebook under the name of a second download."""
    nbformat.write(notebook, folder / "1_sums (1).ipynb")
