"""A note instead of a notebook.

kind: A.1, nothing that can be graded
handed in: the student was ill
outcome: total 0, scaled 0, written_why 0
says: was not handed in
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write the note."""
    path = home / "sums" / "sorry.txt"
    path.parent.mkdir()
    path.write_text("I was ill.")
