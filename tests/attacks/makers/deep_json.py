"""JSON nested a hundred thousand levels deep.

class: notebook, invalid JSON
tries: overflows the stack of the parser
outcome: total 0, scaled 0
says: not valid JSON
"""

from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write lists in lists."""
    depth = 100_000
    (folder / "1_sums.ipynb").write_text('{"cells": ' + "[" * depth + "]" * depth + "}")
