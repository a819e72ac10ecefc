"""A file whose name leads out of the folder, and metadata that names other files.

class: notebook, path traversal
tries: writes where it may not, or is graded as another notebook
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Put dots, slashes and patterns into every name."""
    notebook.metadata["nbgrader"] = {"notebook": "../../../gradebook.db"}
    notebook.metadata["name"] = "../../../../etc/passwd"
    cell = nbformat.v4.new_code_cell("1", metadata={"nbgrader": {"grade_id": "../total"}})
    notebook.cells.append(cell)
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "..\\..\\gradebook.db").write_text("mine")
    (folder / "*.ipynb.txt").write_text("mine")
    (folder / "new\nline.txt").write_text("mine")
