"""A merge conflict that touches no text.

kind: A.2, a merge conflict in outputs
handed in: two machines have run the same notebook
outcome: total 4, scaled 6, written_why 0
says: held a merge conflict that touched no cell's text
"""

from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def hand_in(home: Path, notebook: NotebookNode) -> None:
    """Write both versions into one file."""
    path = home / "sums" / "1_sums.ipynb"
    path.parent.mkdir()
    for count in (3, 4):
        notebook.cells[1].execution_count = count
        path.with_suffix(f".{count}").write_text(nbformat.writes(notebook))
    sides = [path.with_suffix(f".{count}").read_text().splitlines() for count in (3, 4)]
    path.write_text("\n".join(_merged(*sides)))
    for count in (3, 4):
        path.with_suffix(f".{count}").unlink()


def _merged(ours: list[str], theirs: list[str]) -> Iterator[str]:
    """Yield the lines as version control leaves them."""
    for mine, other in zip(ours, theirs, strict=True):
        yield from (
            [mine] if mine == other else ["<<<<<<< HEAD", mine, "=======", other, ">>>>>>> b"]
        )
