"""Work for a batch that needs no student's code; grading processes import it from here."""

import os
import signal

from autograder.records import GradeRecord
from autograder.tasks import Task, Work

FATAL = "dan"


class AllButOne(Work):
    """Gives everyone an empty record; whoever begins the fatal student is killed."""

    def begin(self, task: Task) -> GradeRecord:
        """Return the record, or end the process."""
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
