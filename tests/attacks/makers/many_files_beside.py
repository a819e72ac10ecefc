"""Five thousand files beside the notebook.

class: notebook, huge outputs
tries: keeps whoever copies them busy
outcome: total 4, scaled 6
says: each after the first 1,000 of 5,000
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Make small files in a folder."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "data").mkdir()
    for number in range(5000):
        (folder / "data" / f"{number}.txt").write_text("x")
