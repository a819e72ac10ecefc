"""An import where it was most convenient.

kind: B.7, imports in a given cell
handed in: the solution needs a module that is imported in a given cell
outcome: total 4, scaled 6, written_why 0
says: what was added: import functools
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Add the import, and use it."""
    given = next(cell for cell in notebook.cells if "import given" in cell.source)
    given.source += "\nimport functools"
    todo(
        notebook, "total"
    ).source = "def total(values):\n    return functools.reduce(lambda a, b: a + b, values, 0.0)"
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
