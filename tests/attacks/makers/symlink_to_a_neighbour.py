"""A link to the notebook of somebody else.

class: notebook, symlink
tries: hands in what a neighbour has written
outcome: total 0, scaled 0
says: not a plain file
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Point at the first honest submission."""
    (folder / "1_sums.ipynb").symlink_to(folder.parents[1] / "000-honest" / "sums" / "1_sums.ipynb")
