"""A notebook file without a byte in it.

class: notebook, empty
tries: stops the batch
outcome: total 0, scaled 0
says: is empty
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write nothing."""
    (folder / "1_sums.ipynb").touch()
