"""A given cell with more in it than imports.

class: notebook, given cells edited
tries: has what stands beside an import kept with it
outcome: total 4, scaled 6
says: what was added: import os
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

ADDED = """\
import os; os._exit(3)
if True: import sys; sys.exit()
__import__("os")._exit(4)
"""


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """End the process beside an import, in a block, in an expression."""
    given = next(cell for cell in notebook.cells if "import given" in cell.source)
    given.source = ADDED + given.source
    nbformat.write(notebook, folder / "1_sums.ipynb")
