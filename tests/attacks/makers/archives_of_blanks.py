"""Maker of an attack.

class: notebook, archive
tries: keeps the reader busy for minutes with archives that take next to no bytes
outcome: total waits, scaled waits
says: was not opened: too much comes before it
"""

import io
import zipfile
from pathlib import Path

from nbformat import NotebookNode

FILES = 24
BLANKS = 200_000_000


def hand_in(folder: Path, _notebook: NotebookNode) -> None:
    """Hand in many files that each hold one that ends only where no one expects it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1_sums.ipynb", "{" + " " * BLANKS)
    for number in range(FILES):
        (folder / f"{number}.zip").write_bytes(packed.getvalue())
