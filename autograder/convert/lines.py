"""Lines of set-up that assertions may need."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.convert.statements import Statement


@dataclass(frozen=True)
class Line:
    """A line of set-up: as it was written, as it is carried over, and what it changes."""

    statement: Statement
    text: str
    changes: frozenset[str]
    reads: frozenset[str]
    derived: bool

    @property
    def anew(self) -> bool:
        """Whether what it binds does not depend on what that was before."""
        whole = isinstance(self.statement.node, ast.Assign | ast.FunctionDef)
        return whole and not self.changes & self.reads


def needed(lines: Sequence[Line], names: Iterable[str]) -> list[Line]:
    """Return the lines that names depend on, in order."""
    wanted, kept = set(names), list[Line]()
    for line in reversed(lines):
        if line.changes & wanted:
            wanted = (wanted - line.changes if line.anew else wanted) | line.reads
            kept.insert(0, line)
    return kept
