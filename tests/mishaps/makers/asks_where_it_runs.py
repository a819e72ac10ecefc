"""Code that asks where it runs, and stops there.

kind: B.9, Jupyter, breakpoint and no Colab
handed in: the student works on two machines and has left a breakpoint
outcome: total 4, scaled 6, written_why 0
says: -
"""

from pathlib import Path

import nbformat
from attacks.attack_course import todo
from nbformat import NotebookNode

ASKS = """\
try:
    import google.colab
    colab = True
except ImportError:
    colab = False
jupyter = get_ipython().__class__.__name__ == "ZMQInteractiveShell"
"""


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Have a function rely on the answers."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell(ASKS))
    body = "    assert jupyter and not colab\n    breakpoint()\n    return float(sum(values))"
    todo(notebook, "total").source = f"def total(values):\n{body}"
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
