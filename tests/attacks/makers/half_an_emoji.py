"""Text that JSON can hold and no file can.

class: notebook, not UTF-8
tries: makes the writing of record or notebook fail
outcome: total 4, scaled 6
says: -
"""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write half of a pair into text, code, metadata and a name."""
    document = json.loads(nbformat.writes(notebook))
    document["cells"][0]["source"] = "# Sums \ud83d"
    document["metadata"]["\ud83d"] = "\udc00"
    own = {"cell_type": "code", "source": "# \ud83d", "metadata": {"\ud83d": 1}, "outputs": []}
    document["cells"].append({**own, "execution_count": None, "id": "\ud83d"})
    (folder / "1_sums.ipynb").write_text(json.dumps(document))
