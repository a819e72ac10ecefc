"""What a student is shown now: the course's policy, and nbgrader's deadlines."""

from dataclasses import dataclass
from datetime import UTC, datetime

from traitlets.config import Config

from autograder.feedback.withholding import in_words
from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.settings import policy_of
from autograder.policy import Shown


@dataclass(frozen=True)
class Showing:
    """How much a page shows, and that in words."""

    shown: Shown
    words: str


def showing(config: Config, deadlines: Deadlines, assignment: str, student: str) -> Showing:
    """Return what a student is shown of an assignment now."""
    policy, due = policy_of(config, assignment), deadlines.of(student)
    shown = policy.shown(due, datetime.now(UTC))
    return Showing(shown, in_words(shown, due, policy.after_deadline))
