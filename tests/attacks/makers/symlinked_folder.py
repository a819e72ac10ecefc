"""A link to the whole folder of somebody else.

class: notebook, symlink
tries: hands in what a neighbour has written
outcome: total 0, scaled 0
says: its folder is a link
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Put a link in the place of the folder."""
    folder.rmdir()
    folder.symlink_to(folder.parents[1] / "000-honest" / "sums")
