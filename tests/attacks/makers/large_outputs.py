"""A notebook of forty megabytes, one output for the most part.

class: notebook, huge outputs
tries: fills the memory of whoever parses it
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Store an output that no honest run would give."""
    output = nbformat.v4.new_output("stream", text="x" * (40 << 20))
    notebook.cells[1].outputs = [output]
    nbformat.write(notebook, folder / "1_sums.ipynb")
