"""One file that is wrong under the right name, and right ones beside it.

class: notebook, several versions
tries: has the best of several versions count
outcome: total 0, scaled 6
says: was not looked at
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the right one under other names, also in another folder."""
    nbformat.write(notebook, folder / "1_sums-Copy1.ipynb")
    nbformat.write(notebook, folder.parent / "1_sums.ipynb")
    todo(notebook, "total").source = "def total(values):\n    return 0.0"
    nbformat.write(notebook, folder / "1_sums.ipynb")
