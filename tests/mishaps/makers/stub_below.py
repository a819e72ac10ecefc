"""The released cell once more.

kind: B.5, a stub below the solution
handed in: the student has pasted the released TODO below the solved one
outcome: total 4, scaled 6, written_why 0
says: holds total as released
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Add it."""
    stub = nbformat.read(home.parents[1] / "release" / "sums" / "1_sums.ipynb", 4)
    copy = nbformat.v4.new_code_cell(todo(stub, "total").source)
    notebook.cells.insert(notebook.cells.index(todo(notebook, "total")) + 1, copy)
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
