"""Links beside the notebook: to the graders, to the gradebook, to endless zeros.

class: theft, symlinks
tries: gets hidden files back with the feedback, or has endless ones read
outcome: total 4, scaled 6
says: zeros.bin: not a plain file
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Link to whatever is worth having, and to what never ends."""
    course = folder.parents[2]
    nbformat.write(notebook, folder / "1_sums.ipynb")
    (folder / "grader.txt").symlink_to(course / "tests" / "graders" / "sums" / "test_1_sums.py")
    (folder / "book.db").symlink_to(course / "gradebook.db")
    (folder / "folder").symlink_to(course)
    (folder / "zeros.bin").symlink_to("/dev/zero")
    (folder / "nowhere.txt").symlink_to("nothing-here")
    (folder / "itself.txt").symlink_to("itself.txt")
