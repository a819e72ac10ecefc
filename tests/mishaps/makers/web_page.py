"""A web page under the notebook's name.

kind: A.2, a web page
handed in: the browser has saved the page and not the file
outcome: total 0, scaled 0, written_why 0
says: is a web page, not a notebook
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write a page."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    path.write_text("<!DOCTYPE html><title>Sign in</title>")
