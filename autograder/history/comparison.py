"""One student before and after a regrade."""

from dataclasses import dataclass
from functools import cached_property

from autograder.history.changes import CellChange, causes, changes
from autograder.history.entry import Entry
from autograder.records import GradeRecord, added


@dataclass(frozen=True)
class Comparison:
    """The record that stands, and the one that grading again gives."""

    before: GradeRecord
    after: GradeRecord

    @property
    def student(self) -> str:
        """Whose records they are."""
        return self.after.student

    @property
    def difference(self) -> float:
        """How many points the student gains; negative where some are lost."""
        return added((self.after.score, -self.before.score))

    @property
    def touched(self) -> bool:
        """Whether anything had to be graded again."""
        return self.before.key != self.after.key or self.before.cells != self.after.cells

    @cached_property
    def cells(self) -> tuple[CellChange, ...]:
        """The cells where something counts differently."""
        before, after = self._entries
        return changes(before.cells, after.cells)

    @property
    def causes(self) -> tuple[str, ...]:
        """What the grade depends on and has changed."""
        return causes(*self._entries)

    def message(self, cell: CellChange, criterion: str) -> str:
        """Return what the criterion says to the student now."""
        found = cell.after and self.after.cell(cell.after.notebook, cell.after.cell)
        results = found.criteria if found else ()
        return next((result.message for result in results if result.name == criterion), "")

    @cached_property
    def _entries(self) -> tuple[Entry, Entry]:
        return Entry.of(self.before, ""), Entry.of(self.after, "")
