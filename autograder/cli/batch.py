"""Grade a batch and enter it into the gradebook, with a progress bar."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.errors import OperatorFault
from autograder.fleet import Outcome, Task, grade_all, local_pool
from autograder.gradebook.gradebook import NbgraderCourse


def grade_batch(
    course: NbgraderCourse, tasks: Sequence[Task], jobs: int, console: Console
) -> list[Outcome]:
    """Grade every task, enter each as it comes, and return the outcomes by student's name."""
    outcomes: list[Outcome] = []
    with progress_bar(console) as progress, local_pool(jobs) as pool:
        bar = progress.add_task("starting", total=len(tasks))
        for update in grade_all(tasks, pool):
            progress.update(bar, description=", ".join(update.running) or "entering grades")
            for outcome in update.finished:
                outcomes.append(_entered(course, tasks[0].assignment, outcome))
                progress.advance(bar)
    return sorted(outcomes, key=lambda outcome: outcome.student)


def progress_bar(console: Console) -> Progress:
    """Return a bar that tells who is being graded and the time left."""
    return Progress(
        TextColumn("{task.description}", style="bold"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def _entered(course: NbgraderCourse, assignment: str, outcome: Outcome) -> Outcome:
    """Enter one record; what the gradebook refuses is told and does not stop the others."""
    if outcome.record is None:
        return outcome
    try:
        course.autograde(assignment, outcome.student)
    except OperatorFault as error:
        return Outcome(outcome.student, None, str(error))
    return outcome
