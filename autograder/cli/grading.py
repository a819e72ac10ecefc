"""What `autograder grade` does where something may have changed."""

import contextlib
import gc
import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import click
from rich.console import Console

from autograder.cli.batch import Setup, grade_batch, hold
from autograder.cli.choosing import Asked, chosen_task, submitters, tasks_of
from autograder.cli.packages import tell_missing_packages
from autograder.cli.preflight import require_reference
from autograder.cli.tables import Standings, show_class
from autograder.cli.unchanged import LastBatch, Note
from autograder.course import Course
from autograder.errors import OperatorFault
from autograder.gradebook.configuration import possible_files
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import Standing, standings
from autograder.gradebook.settings import carries_forward
from autograder.jobs.submission import left_over
from autograder.pool import Open, local_executors, reusing
from autograder.released import Assignment
from autograder.schedule import Outcome
from autograder.tasks import Task


@dataclass(frozen=True)
class Command:
    """One call of the command: what is known of the last one, whose work is graded, and how."""

    last: LastBatch
    student: str | None
    asked: Asked
    jobs: int
    scheduler: str | None = None


def run(command: Command) -> None:
    """Grade, enter, and show the class; end with status 1 where somebody has no outcome."""
    gc.freeze()  # the command ends with the batch: what it has imported never becomes garbage
    last, folder = command.last, Course(command.last.course)
    configuration = tuple(map(str, possible_files(last.course)))
    # What changes from here on is new to the next command.
    read = last.read(configuration)
    released = folder.assignment(last.assignment)
    nbgrader = NbgraderCourse.open(last.course)
    gradebook = str(nbgrader.file or "")
    before = last.written(gradebook)
    until, tasks = _until(nbgrader, last.assignment), _tasks(command, released, nbgrader)
    with hold(folder, last.assignment):
        outcomes = _graded(command, tasks, released, nbgrader)
        entered = [outcome.student for outcome in outcomes if outcome.complete]
        graded = last.written(gradebook)
        held = standings(nbgrader, last.assignment, entered)
        said = _said(folder, last.assignment, outcomes, held)
        # Somebody may have marked a late answer while others were entered: its penalty is due.
        quiet = before == graded or not any(map(_is_late, held.values()))
        settled = gradebook and quiet and all(map(_is_settled, outcomes))
        if settled and last.written(gradebook) == graded:
            last.note(Note(configuration, gradebook, read, graded, until), said)
    click.echo(said, nl=False)
    sys.exit(not all(outcome.complete for outcome in outcomes))


def _tasks(command: Command, released: Assignment, nbgrader: NbgraderCourse) -> list[Task]:
    task = chosen_task(nbgrader, released, command.asked)
    students = submitters(Course(nbgrader.root), released.name, command.student)
    return tasks_of(nbgrader, task, students)


def _graded(
    command: Command, tasks: Sequence[Task], released: Assignment, nbgrader: NbgraderCourse
) -> list[Outcome]:
    console = Console()
    with (
        _executors(command.scheduler, tasks[0].minimum, console) as opened,
        reusing(opened, command.jobs) as executors,
    ):
        setup = Setup(nbgrader, released, command.jobs, console, executors)
        if command.asked.preflight:
            require_reference(setup, tasks[0])
        tell_missing_packages(tasks, released, console)
        nbgrader.enter_assignment(released)
        return grade_batch(setup, tasks)


@contextlib.contextmanager
def _executors(scheduler: str | None, minimum: str, console: Console) -> Iterator[Open]:
    """Open the processes of this machine, or with them the workers of a scheduler."""
    if scheduler is None:
        yield local_executors
        return
    try:
        cluster = importlib.import_module("autograder.cluster")
    except ModuleNotFoundError as error:
        raise OperatorFault(
            f"--scheduler needs the package {error.name}: pip install 'nbgradient[dask]'"
        ) from error
    say = partial(console.print, markup=False, soft_wrap=True)
    with cluster.open_cluster(scheduler, minimum, say) as opened:
        yield opened.executors


def _said(folder: Course, assignment: str, outcomes: Sequence[Outcome], held: Standings) -> str:
    """Return what the command has to say in the end, as the terminal at hand shows it."""
    console = Console()
    with console.capture() as captured:
        show_class(console, outcomes, f"{assignment}: {len(outcomes)} submissions", held)
        for stray in folder.submitted(assignment).unexplained:
            console.print(stray, markup=False)
        console.print(f"Records are in {folder.records / assignment}")
    return captured.get()


def _until(nbgrader: NbgraderCourse, assignment: str) -> float:
    """Return when the next deadline has errors carried forward; 0 where none does."""
    coming = nbgrader.deadlines(assignment).next(datetime.now(UTC))
    return coming.timestamp() if coming and carries_forward(nbgrader.config) else 0.0


def _is_late(standing: Standing) -> bool:
    return standing.late > 0 or standing.seconds_late > 0


def _is_settled(outcome: Outcome) -> bool:
    """Whether another run would change nothing: no fault of ours has left anything over."""
    record = outcome.record
    if record is None or not outcome.complete or record.not_graded:
        return False
    return not record.outputs_failed and not left_over(record)
