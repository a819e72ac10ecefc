"""A kernel that does not exist, with a command in its name.

class: notebook, wrong kernelspec
tries: has another program started for the notebook
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Name another kernel and another language."""
    notebook.metadata["kernelspec"] = {"name": "../../bash", "display_name": "$(reboot)"}
    notebook.metadata["language_info"] = {"name": "julia"}
    nbformat.write(notebook, folder / "1_sums.ipynb")
