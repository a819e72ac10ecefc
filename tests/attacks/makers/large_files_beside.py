"""Files beside the notebook that take no room on the disk and gigabytes in memory.

class: notebook, huge outputs
tries: fills memory and disk of whoever reads or copies them
outcome: total 4, scaled 6
says: left out
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Make files that are holes from beginning to end."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    for number in range(3):
        with (folder / f"{number}.bin").open("wb") as file:
            file.truncate(4 << 30)
