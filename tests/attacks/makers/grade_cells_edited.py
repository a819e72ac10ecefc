"""The checks ask for nothing, and their points are a thousand.

class: notebook, grade cells edited
tries: changes what is asked and what it is worth
outcome: total 0, scaled 6
says: cell 'total' was changed; the released text stands in its place
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Change text and metadata of all cells that are locked."""
    for cell in notebook.cells:
        data = cell.metadata.get("nbgrader", {})
        if data.get("grade") and cell.cell_type == "code":
            cell.source = "print('all is well')"
            data.update(points=1000, locked=False, grade=False)
        if data.get("grade_id") == "todo_total":
            cell.source = "def total(values):\n    return 0.0"
    nbformat.write(notebook, folder / "1_sums.ipynb")
