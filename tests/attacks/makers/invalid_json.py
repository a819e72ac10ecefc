"""A notebook cut off in the middle.

class: notebook, invalid JSON
tries: stops the batch with a file that cannot be parsed
outcome: total 0, scaled 0
says: not valid JSON
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write half of an honest notebook."""
    text = nbformat.writes(notebook)
    (folder / "1_sums.ipynb").write_text(text[: len(text) // 2])
