"""What a student is shown now: the course's policy, and nbgrader's deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nbgrader.api import Gradebook, MissingEntry
from traitlets.config import Config

from autograder.feedback.withholding import in_words
from autograder.gradebook.settings import policy_of
from autograder.policy import Shown


@dataclass(frozen=True)
class Deadlines:
    """When an assignment is due, in UTC: for everybody, and for those with a date of their own."""

    general: datetime | None = None
    own: Mapping[str, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, gradebook: Gradebook, assignment: str) -> "Deadlines":
        """Read the due date and the extensions of an assignment; none where it is not entered."""
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            return cls()
        if found.duedate is None:
            return cls()
        extended = (each for each in found.submissions if each.extension is not None)
        return cls(_utc(found.duedate), {each.student_id: _utc(each.duedate) for each in extended})

    def of(self, student: str) -> datetime | None:
        """Return when one student's work is due; None where no date is set."""
        return self.own.get(student, self.general)


@dataclass(frozen=True)
class Showing:
    """How much a page shows, and that in words."""

    shown: Shown
    words: str


def showing(gradebook: Gradebook, config: Config, assignment: str, student: str) -> Showing:
    """Return what a student is shown of an assignment now."""
    policy, due = policy_of(config, assignment), Deadlines.read(gradebook, assignment).of(student)
    shown = policy.shown(due, datetime.now(UTC))
    return Showing(shown, in_words(shown, due, policy.after_deadline))


def _utc(naive: datetime) -> datetime:
    """Return what the gradebook holds, which is UTC and does not say so."""
    return naive.replace(tzinfo=UTC)
