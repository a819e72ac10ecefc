"""What a person has given to one member of a group, which holds for all of them.

nbgrader knows no groups: each member has rows of grades and comments. Where a member has no score
of a person's own, the score of another takes the place of the automatic one. So what a person gives
to each of them stays apart.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry

Row = TypeVar("Row")


@dataclass(frozen=True)
class GroupCell:
    """One cell of a group's work; `others` are the members whose rows are asked."""

    gradebook: Gradebook
    cell: str
    notebook: str
    assignment: str
    others: tuple[str, ...]

    def grade(self) -> Grade | None:
        """Return the first grade that a person has given."""
        rows = self._rows(Gradebook.find_grade)
        return next((row for row in rows if row.manual_score is not None), None)

    def comment(self) -> str | None:
        """Return the first comment that a person has written."""
        rows: Iterator[Comment] = self._rows(Gradebook.find_comment)
        return next((row.manual_comment for row in rows if row.manual_comment), None)

    def _rows(self, find: Callable[..., Row]) -> Iterator[Row]:
        """Yield the rows of the others; one submission's gradebook would only look at its own."""
        for student in self.others:
            with contextlib.suppress(MissingEntry):
                yield find(self.gradebook, self.cell, self.notebook, self.assignment, student)
