"""Nothing but the copy that Jupyter keeps.

kind: A.1, a checkpoint alone
handed in: the folder was copied without the notebook in it
outcome: total waits, scaled waits, written_why waits
says: instead of the notebook: 'sums/.ipynb_checkpoints/1_sums-checkpoint.ipynb'
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write it where Jupyter does."""
    folder = home / "sums" / ".ipynb_checkpoints"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "1_sums-checkpoint.ipynb")
