"""A merge conflict between two solutions.

kind: A.2, a merge conflict in a cell
handed in: nobody has resolved it
outcome: total waits, scaled waits, written_why waits
says: holds a merge conflict; resolve it
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write both versions into one file."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    ours = nbformat.writes(notebook)
    theirs = ours.replace("float(sum(values))", "sum(values)")
    path.write_text(f"<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> other\n")
