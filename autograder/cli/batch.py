"""Grade a batch and enter it into the gradebook, with a progress bar; one command at a time."""

import contextlib
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

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

from autograder.course import Course
from autograder.disk import try_lock
from autograder.errors import CourseBusy, OperatorFault
from autograder.gradebook.bulk import Enter, entering
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.pool import Open, grade_all, local_executors
from autograder.released import Assignment
from autograder.schedule import Outcome
from autograder.store import RecordStore
from autograder.tasks import Keep, Task, Work, user


@dataclass(frozen=True)
class Setup:
    """What a command grades with: the course, what was released, processes, and where it tells."""

    nbgrader: NbgraderCourse
    released: Assignment
    jobs: int
    console: Console
    executors: Open = local_executors


@dataclass(frozen=True)
class Batch:
    """What is done to every task, by so many processes, and then, here, to its outcome."""

    work: Work
    take: Callable[[Outcome], Outcome]
    jobs: int
    executors: Open = local_executors


@contextlib.contextmanager
def hold(course: Course, assignment: str) -> Iterator[RecordStore]:
    """Be the only command that grades the course, and tidy up after one that was killed.

    CourseBusy names the other one; OperatorFault where the records cannot be written.
    """
    since = datetime.now(UTC).isoformat(" ", "seconds")
    holder = f"process {os.getpid()} on {platform.node()}, started by {user()} at {since}"
    store = RecordStore(course.records / assignment)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(try_lock(course.records / ".lock", holder))
            store.tidy()
        except BlockingIOError as error:
            other = str(error) or "another process"
            raise CourseBusy(f"{course.root} is being graded by {other}; wait for it") from error
        except OSError as error:
            raise OperatorFault(f"{course.records} cannot be written: {error}") from error
        yield store


def grade_batch(setup: Setup, tasks: Sequence[Task]) -> list[Outcome]:
    """Grade every task, enter each as it comes, and return the outcomes by student's name."""
    work = Work(setup.released, Keep.RECORDS)
    with entering(setup.nbgrader, setup.released) as enter:
        take = partial(entered, enter)
        batch = Batch(work, take, setup.jobs, setup.executors)
        return run_batch(tasks, batch, setup.console)


def run_batch(tasks: Sequence[Task], batch: Batch, console: Console) -> list[Outcome]:
    """Do the batch's work on every task and return the outcomes by student's name.

    A grading process that ends takes its pool along. One of those that were under way is to blame,
    so each of them is tried by itself, and the others go on together.
    """
    outcomes: dict[str, Outcome] = {}
    waiting = list(tasks)
    with progress_bar(console) as progress:
        shown = Bars.of(progress, len(tasks))
        while waiting:
            found = _round(waiting, batch, shown)
            for suspect in [outcome.task for outcome in found.values() if outcome.broke]:
                found |= _round([suspect], replace(batch, jobs=1), shown)
            outcomes |= {name: replace(each, broke=False) for name, each in found.items()}
            waiting = [task for task in waiting if _is_unfinished(found.get(task.student))]
    return sorted(outcomes.values(), key=lambda outcome: outcome.student)


def _is_unfinished(outcome: Outcome | None) -> bool:
    return outcome is None or outcome.more


def _round(tasks: Sequence[Task], batch: Batch, shown: "Bars") -> dict[str, Outcome]:
    """Work in one pool, take each outcome while the next are made, and return the last of each."""
    outcomes: dict[str, Outcome] = {}
    with batch.executors(batch.jobs) as executors:
        for update in grade_all(tasks, executors, batch.work):
            shown.tell(update.running)
            for outcome in update.finished:
                outcomes[outcome.student] = batch.take(outcome)
                shown.count(outcome)
    return outcomes


@dataclass
class Bars:
    """One bar for what is judged, and one below it for outputs that follow."""

    progress: Progress
    judged: TaskID
    shown: TaskID
    _following: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, progress: Progress, number: int) -> "Bars":
        """Begin to count so many submissions."""
        judged = progress.add_task("starting", total=number)
        return cls(progress, judged, progress.add_task("outputs", total=0, visible=False))

    def tell(self, running: Sequence[str]) -> None:
        """Show who is being graded."""
        names = escape(", ".join(running)) or "entering grades"
        self.progress.update(self.judged, description=names)

    def count(self, outcome: Outcome) -> None:
        """Count an outcome where it belongs; whoever is tried again has been counted before."""
        if outcome.broke:
            return
        if outcome.student in self._following:
            self.progress.advance(self.shown, not outcome.more)
            return
        self.progress.advance(self.judged)
        if outcome.more:
            self._following.add(outcome.student)
            self.progress.update(self.shown, total=len(self._following), visible=True)


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
        disable=not console.is_terminal,  # else it would leave an empty line in a log
    )


def entered(enter: Enter, outcome: Outcome) -> Outcome:
    """Enter one record; what the gradebook refuses is told and does not stop the others."""
    if outcome.record is None:
        return outcome
    try:
        enter(outcome.task, outcome.record.keys)
    except OperatorFault as error:
        return replace(outcome, not_entered=str(error))
    return outcome
