"""When students' work is due, as nbgrader's gradebook says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograder.gradebook.due_dates import granted, require_general
from autograder.groups import groups_of


@dataclass(frozen=True)
class Deadlines:
    """When an assignment is due, in UTC: for everybody, and for those with a date of their own.

    `groups` has the members of each student's group: what one of them is shown, all know.
    """

    general: datetime | None = None
    own: Mapping[str, datetime] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, gradebook: Gradebook, assignment: str, course: Path) -> "Deadlines":
        """Read the due date of an assignment, and those of single students.

        These are nbgrader's extensions, and what the course's own table says above them.
        """
        own, groups = granted(course, assignment), groups_of(course, assignment)
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            return cls(None, own, groups)
        if found.duedate is None and not own:
            return cls()
        general = _utc(require_general(found))
        extended = [each for each in found.submissions if each.extension is not None]
        held = {each.student_id: _utc(each.duedate) for each in extended}
        return cls(general, {**held, **own}, groups)

    def of(self, student: str) -> datetime | None:
        """Return when one student's work is due; None where no date is set."""
        return self.own.get(student, self.general)

    def last_of_group(self, student: str) -> datetime | None:
        """Return when nobody of a student's group has time left; None where no date is set."""
        every = self._of_group(student)
        known = [due for due in every if due is not None]
        return max(known) if len(known) == len(every) else None

    def ahead(self, student: str, now: datetime) -> bool:
        """Whether a student, or somebody of the group, has a deadline that is still to come."""
        return any(due is not None and now < due for due in self._of_group(student))

    def _of_group(self, student: str) -> list[datetime | None]:
        return [self.of(each) for each in self.groups.get(student, (student,))]

    def next(self, now: datetime) -> datetime | None:
        """Return the first deadline of anybody that is still to come."""
        every = [*self.own.values(), *filter(None, [self.general])]
        return min((due for due in every if now < due), default=None)


def _utc(naive: datetime) -> datetime:
    """Return what the gradebook holds, which is UTC and does not say so."""
    return naive.replace(tzinfo=UTC)
