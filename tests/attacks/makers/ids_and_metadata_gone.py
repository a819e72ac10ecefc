"""Cells without ids and without the names that nbgrader gave them.

class: notebook, grade cells deleted
tries: nothing; the notebook went through a tool that strips metadata
outcome: total 4, scaled 6
says: had lost its name
"""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Strip all that is not source."""
    document = json.loads(nbformat.writes(notebook))
    for cell in document["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
    (folder / "1_sums.ipynb").write_text(json.dumps(document))
