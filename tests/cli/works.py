"""Work for a batch that needs no student's code; grading processes import it from here."""

import os
import signal

from autograder.pool import Task
from autograder.records import GradeRecord

FATAL = "dan"


def all_but_one(task: Task) -> GradeRecord:
    """Give everyone an empty record; whoever grades the fatal student is killed."""
    if task.student == FATAL:
        os.kill(os.getpid(), signal.SIGKILL)
    return GradeRecord(
        student=task.student,
        assignment=task.assignment,
        score=0,
        max_score=0,
        needs_manual=False,
        cells=(),
        environment={},
    )
