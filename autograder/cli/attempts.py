"""What becomes of a new attempt where a student's best one counts."""

from dataclasses import replace

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.gradebook.attempt_pages import write_attempt
from autograder.gradebook.best import is_best
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.history.log import note_grading
from autograder.intake.keeping import keep_as_best
from autograder.records import GradeRecord
from autograder.schedule import Outcome
from autograder.tasks import Task, grade_task

WORDS = "does not count: another attempt has more points"


def falls_short(nbgrader: NbgraderCourse, outcome: Outcome) -> GradeRecord | None:
    """Return the record of a new attempt that does not count; None of one that does."""
    task, record = outcome.task, outcome.record
    if record is None or not task.newest or is_best(nbgrader, task, record):
        return None
    return record


def taken(outcome: Outcome) -> Outcome:
    """Have a new attempt count; what was found out about it is written now."""
    task = replace(outcome.task, newest=False)
    if outcome.record is None or not outcome.task.newest:
        return outcome
    try:
        room = task.limits.notebook_bytes
        keep_as_best(Course(task.course), task.assignment, task.student, room)
        return replace(outcome, task=task, record=grade_task(task))
    except (AutograderError, OSError) as error:
        return replace(outcome, record=None, reason=f"{type(error).__name__}: {error}")


def set_aside(nbgrader: NbgraderCourse, task: Task, record: GradeRecord) -> None:
    """Write the pages of an attempt that does not count, and a line of the log."""
    history = task.store.history_path(task.student)
    note_grading(history, record, task.by, anew=False, said=[WORDS])
    write_attempt(nbgrader, task, record)
