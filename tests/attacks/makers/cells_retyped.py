"""Code cells turned into text.

class: notebook, grade cells retyped
tries: stops the batch
outcome: total 4, scaled 6
says: had become a markdown cell; it is code again
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Change the type of every code cell, and keep its text."""
    notebook.cells = [
        nbformat.v4.new_markdown_cell(cell.source, id=cell.id, metadata=cell.metadata)
        if cell.cell_type == "code"
        else cell
        for cell in notebook.cells
    ]
    nbformat.write(notebook, folder / "1_sums.ipynb")
