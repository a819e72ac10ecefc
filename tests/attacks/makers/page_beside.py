"""Pages of the student's own beside the notebook.

class: notebook, script in markdown
tries: has a page with a script handed out among the feedback
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write a page under the name of the feedback, and pictures that hold scripts."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    script = "<script>alert(document.domain)</script>"
    (folder / "1_sums.html").write_text(script)
    (folder / "more.HTM").write_text(script)
    (folder / "picture.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{script}</svg>")
