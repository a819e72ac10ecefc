"""A folder without a notebook.

class: notebook, empty
tries: stops the batch
outcome: total 0, scaled 0
says: was not handed in
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Hand in a note instead."""
    (folder / "sorry.txt").write_text("I was ill.\n")
