"""An archive that swells to two thousand times its size.

class: notebook, archive
tries: fills the memory of whoever unpacks it
outcome: total waits, scaled waits
says: holds too much to be unpacked
"""

import zipfile
from pathlib import Path

from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Pack 400 MB of zeros."""
    with zipfile.ZipFile(folder / "1_sums.ipynb", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.ipynb", bytes(50_000_000))
