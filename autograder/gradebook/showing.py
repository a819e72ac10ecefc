"""What a student is shown now: the course's policy, and nbgrader's deadlines."""

from dataclasses import dataclass
from datetime import UTC, datetime

from traitlets.config import Config

from autograder.course import Course
from autograder.feedback.withholding import in_words
from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.settings import policy_of
from autograder.policy import Shown
from autograder.records import NotebookGrade
from autograder.store import RecordStore


@dataclass(frozen=True)
class Showing:
    """How much a page shows, and that in words."""

    shown: Shown
    words: str


def showing(config: Config, deadlines: Deadlines, assignment: str, student: str) -> Showing:
    """Return what a student is shown of an assignment now."""
    policy, due = policy_of(config, assignment), deadlines.last_of_group(student)
    shown = policy.shown(due, datetime.now(UTC))
    return Showing(shown, in_words(shown, due, policy.after_deadline))


def stored_grade(
    course: Course, assignment: str, student: str, notebook: str
) -> NotebookGrade | None:
    """Return the grade that a student's page is about: in a group it is one for all."""
    lead = course.submitted(assignment).lead(student)
    return RecordStore(course.records / assignment).notebook(lead, notebook)
