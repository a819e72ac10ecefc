"""A notebook of 100,000 cells.

class: notebook, 10^5 cells
tries: keeps the grader busy for hours
outcome: total 0, scaled 0
says: at most 2000 are graded
"""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Repeat a cell of the student's own."""
    document = json.loads(nbformat.writes(notebook))
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": []}
    document["cells"] += [{**cell, "execution_count": None}] * 100_000
    (folder / "1_sums.ipynb").write_text(json.dumps(document))
