"""A web page under the notebook's name.

handed in: the browser has saved the page and not the file
outcome: total waits, scaled waits, written_why waits
says: is a web page, not a notebook
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write a page."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    path.write_text("<!DOCTYPE html><title>Sign in</title>")
