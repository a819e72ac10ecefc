"""Functions in a notebook of one's own.

kind: B.9, %run of another notebook
handed in: a cell runs a second notebook, which lies beside
outcome: total 4, scaled 6, written_why 0
says: -
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write both."""
    helper = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("def added(values):\n    return float(sum(values))")]
    )
    todo(notebook, "total").source = "def total(values):\n    return added(values)"
    notebook.cells.insert(2, nbformat.v4.new_code_cell("%run my_helpers.ipynb"))
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
    nbformat.write(helper, path.with_name("my_helpers.ipynb"))
