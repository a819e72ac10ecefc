"""Valid JSON that is no notebook.

class: notebook, invalid JSON
tries: makes the reader fall over a wrong type
outcome: total 0, scaled 0
says: not a notebook
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the wrong type at every place that has one."""
    (folder / "1_sums.ipynb").write_text('{"cells": 7, "metadata": [], "nbformat": "four"}')
