"""Grade a batch and enter it into the gradebook, with a progress bar."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.errors import OperatorFault
from autograder.fleet import Outcome, Task, grade_all, local_pool
from autograder.gradebook.gradebook import EVERY_NOTEBOOK, NbgraderCourse


def grade_batch(
    course: NbgraderCourse, tasks: Sequence[Task], jobs: int, console: Console
) -> list[Outcome]:
    """Grade every task, enter each as it comes, and return the outcomes by student's name."""
    with progress_bar(console) as progress:
        bar = progress.add_task("starting", total=len(tasks))
        outcomes = _round(course, tasks, jobs, (progress, bar))
        # A grading process that was killed takes its whole pool along: once more for those.
        again = [outcome.task for outcome in outcomes if outcome.broke]
        if again:
            progress.update(bar, completed=len(tasks) - len(again))
            outcomes = [outcome for outcome in outcomes if not outcome.broke]
            outcomes += _round(course, again, jobs, (progress, bar))
    return sorted(outcomes, key=lambda outcome: outcome.student)


def _round(
    course: NbgraderCourse, tasks: Sequence[Task], jobs: int, shown: tuple[Progress, TaskID]
) -> list[Outcome]:
    """Grade tasks in one pool and enter each grade while the next are made."""
    progress, bar = shown
    outcomes: list[Outcome] = []
    with local_pool(jobs) as pool:
        for update in grade_all(tasks, pool):
            progress.update(bar, description=escape(", ".join(update.running)) or "entering grades")
            for outcome in update.finished:
                outcomes.append(_entered(course, outcome))
                progress.advance(bar)
    return outcomes


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


def _entered(course: NbgraderCourse, outcome: Outcome) -> Outcome:
    """Enter one record; what the gradebook refuses is told and does not stop the others."""
    if outcome.record is None:
        return outcome
    try:
        for notebook in _patterns(outcome.task):
            course.autograde(outcome.task.assignment, outcome.student, notebook)
    except OperatorFault as error:
        return Outcome(outcome.task, None, str(error))
    return outcome


def _patterns(task: Task) -> tuple[str, ...]:
    """Return nbgrader's pattern for the notebooks of a task: one, or all at once."""
    return tuple(task.notebooks) if len(task.notebooks) == 1 else (EVERY_NOTEBOOK,)
