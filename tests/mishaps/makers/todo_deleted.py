"""Own cells instead of those given.

kind: B.5, own cells instead of those given
handed in: the student deleted the TODO cells and wrote new ones above
outcome: total 4, scaled 6, written_why 0
says: had lost its name; its definitions tell which it is
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Replace them."""
    for name in ("total", "scaled"):
        cell = todo(notebook, name)
        notebook.cells.remove(cell)
        notebook.cells.insert(2, nbformat.v4.new_code_cell(cell.source))
    path = home / "sums/1_sums.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
