"""A notebook whose parts have types that they cannot have.

class: notebook, invalid JSON
tries: makes the mending of cells fall over
outcome: total 0, scaled 0
says: was missing; it is back as released
"""

import json
from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write numbers for texts, lists for mappings and nothing for something."""
    cells = [
        {"cell_type": 4, "source": 5, "metadata": 6},
        {"cell_type": ["code"], "source": {"a": 1}, "metadata": {"nbgrader": "yes"}},
        {"cell_type": "code", "source": [1, None], "metadata": {"nbgrader": {"grade_id": [1]}}},
        {"source": "x = 1"},
        {},
        None,
        "cell",
    ]
    document = {"cells": cells, "metadata": "none", "nbformat": 4, "nbformat_minor": "5"}
    (folder / "1_sums.ipynb").write_text(json.dumps(document))
