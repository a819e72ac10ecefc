"""Every cell twice, the second time with another answer.

class: notebook, grade cells duplicated
tries: stops the batch, or has the better copy count
outcome: total 4, scaled 6
says: appears more than once; the first one counts
"""

import copy
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Append copies under the same names."""
    copies = copy.deepcopy(notebook.cells)
    for number, cell in enumerate(copies):
        cell.id = f"copy-{number}"
    notebook.cells += copies
    nbformat.write(notebook, folder / "1_sums.ipynb")
