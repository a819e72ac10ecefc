"""An archive with links and with paths that lead out of it.

class: notebook, archive
tries: writes beside the submission, or hands in what a link leads to
outcome: total waits, scaled waits
says: has a path that leads out of its archive
"""

import io
import tarfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(folder: Path, notebook: NotebookNode) -> None:
    """Pack the notebook under a path that climbs, beside a link to a neighbour's."""
    data = nbformat.writes(notebook).encode()
    with tarfile.open(folder / "work.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("../../000-honest/sums/1_sums.ipynb")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("1_sums.ipynb")
        link.type = tarfile.SYMTYPE
        link.linkname = str(folder.parents[1] / "000-honest" / "sums" / "1_sums.ipynb")
        archive.addfile(link)
