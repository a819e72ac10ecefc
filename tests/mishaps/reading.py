"""The files of honest work that is handed in oddly, read.

Each file in `makers/` defines `hand_in(home, notebook)`, which writes into the student's folder
below `submitted/` from a notebook with right answers. The head of each says:

kind: a number and a name of `test_collection.py`
handed in: what happened, in a sentence
outcome: the points of each grade cell, such as "total 4, scaled 6, written_why waits"
says: words that the record, the class table's row and the student's page hold; "-" for none
"""

import runpy
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from heads import points_of, read_head
from nbformat import NotebookNode

HERE = Path(__file__).parent
FIELDS = ("kind", "handed in", "outcome", "says")


@dataclass(frozen=True)
class Mishap:
    """One file: what it says of itself."""

    path: Path
    kind: str
    points: dict[str, float | None] = field(hash=False)
    says: str

    @property
    def name(self) -> str:
        """Name of the student to whom it happens."""
        return self.path.stem

    @property
    def hand_in(self) -> Callable[[Path, NotebookNode], None]:
        """What writes the submission."""
        made: Callable[[Path, NotebookNode], None] = runpy.run_path(str(self.path))["hand_in"]
        return made


@cache
def read_mishaps() -> tuple[Mishap, ...]:
    """Read every file, in order of name."""
    return tuple(read_mishap(path) for path in sorted(HERE.glob("makers/*.py")))


def read_mishap(path: Path) -> Mishap:
    """Read one file; ValueError where its head lacks a field."""
    fields = read_head(path, FIELDS)
    says = "" if fields["says"] == "-" else fields["says"]
    return Mishap(path, fields["kind"], points_of(fields["outcome"]), says)
