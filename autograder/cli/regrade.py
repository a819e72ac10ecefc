"""`autograder regrade`: what a change of graders, notebook or limits does to a class."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.batch import Batch, Setup, grade_batch, hold, run_batch
from autograder.cli.choosing import Asked, chosen_task, submitters, tasks_of
from autograder.cli.comparisons import comparison_table
from autograder.cli.options import (
    assignment_argument,
    course_option,
    jobs_option,
    preflight_option,
    trusted_option,
)
from autograder.cli.packages import tell_missing_packages
from autograder.cli.preflight import require_reference
from autograder.cli.tables import what_is_missing
from autograder.course import Course
from autograder.errors import CourseError, RecordCorrupt
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import scored_by_hand
from autograder.gradebook.staging import shown
from autograder.history.comparison import Comparison
from autograder.pool import local_executors, reusing
from autograder.records import GradeRecord
from autograder.schedule import Outcome
from autograder.store import Entered
from autograder.tasks import Keep, Task, Work


@click.command(epilog="Example: autograder regrade week5 --dry-run")
@assignment_argument
@click.option("--student", help="Regrade this student only.")
@click.option("--dry-run", is_flag=True, help="Show who would go up or down; write nothing.")
@preflight_option
@trusted_option
@jobs_option
@course_option
def regrade(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    student: str | None,
    dry_run: bool,
    no_preflight: bool,
    allow_trusted_only: bool,
    jobs: int,
    course: Path,
) -> None:
    """Grade again what new graders, notebooks or limits affect in ASSIGNMENT.

    Shows who goes up or down, and why, before it writes anything. Scores and comments that a
    person has given stay. Ends with status 0 when every graded submission has an outcome.
    """
    folder, console = Course(course), Console()
    released = folder.assignment(assignment)
    students = submitters(folder, assignment, student)
    nbgrader = NbgraderCourse.open(course)
    asked = Asked(preflight=not no_preflight, trusted_only=allow_trusted_only)
    tasks = tasks_of(nbgrader, chosen_task(nbgrader, released, asked), students)
    with (
        nullcontext() if dry_run else hold(folder, assignment),
        reusing(local_executors, jobs) as executors,
    ):
        setup = Setup(nbgrader, released, jobs, console, executors)
        if not (no_preflight or dry_run):
            require_reference(setup, tasks[0])
        tell_missing_packages(tasks, released, console)
        if not dry_run:
            nbgrader.enter_assignment(released)
        failed = Regrading(setup, tasks).run(dry_run)
    for outcome in failed:
        console.print(f"{outcome.student}: {what_is_missing(outcome)}", markup=False)
    sys.exit(bool(failed))


@dataclass(frozen=True)
class Regrading:
    """One regrade of some students' submissions: look at all of them, tell, then write."""

    setup: Setup
    submitted: Sequence[Task]

    def run(self, dry: bool) -> list[Outcome]:
        """Return the outcomes that could not be reached."""
        tasks = self._tasks()
        work = Work(self.setup.released, Keep.NOTHING if dry else Keep.DRAFTS)
        batch = Batch(work, _as_it_is, self.setup.jobs, self.setup.executors)
        outcomes = run_batch(list(tasks), batch, self.setup.console)
        records = {outcome.student: outcome.record for outcome in outcomes if outcome.record}
        compared = [
            Comparison(before, records[task.student])
            for task, before in tasks.items()
            if task.student in records
        ]
        self._tell(compared, dry)
        failed = [outcome for outcome in outcomes if outcome.record is None]
        if dry:
            return failed
        begun = [task for task in tasks if task.student in records]
        return failed + self._write(begun, compared)

    def _tasks(self) -> dict[Task, GradeRecord]:
        """Return a task for everyone who has been graded, with the record that stands."""
        found = {task: record for task in self.submitted if (record := _standing(task))}
        new = [task for task in self.submitted if task not in found]
        if not found:
            raise CourseError(f"nobody has been graded yet: run {_grade(new[0])}")
        if new:
            self.setup.console.print(f"{len(new)} not graded yet, and left to {_grade(new[0])}")
        return found

    def _tell(self, compared: Sequence[Comparison], dry: bool) -> None:
        changed = [each for each in compared if each.cells]
        if changed:
            students = [each.student for each in changed]
            by_hand = scored_by_hand(self.setup.nbgrader, changed[0].after.assignment, students)
            self.setup.console.print(comparison_table(changed, by_hand))
        for line in _summary(compared):
            self.setup.console.print(line)
        if dry:
            self.setup.console.print("Nothing was written.")

    def _write(self, tasks: Sequence[Task], compared: Sequence[Comparison]) -> list[Outcome]:
        """Write records and gradebook where something was graded, or was not entered before."""
        touched = {each.student for each in compared if each.touched}
        entered = self.setup.nbgrader.totals(tasks[0].assignment) if tasks else {}
        due = [
            task
            for task in tasks
            if task.student in touched or task.student not in entered or _waits(task)
        ]
        if not due:
            return []
        outcomes = grade_batch(self.setup, due)
        return [outcome for outcome in outcomes if not outcome.complete]


def _waits(task: Task) -> bool:
    """Whether an earlier run was stopped before it had entered what is stored."""
    grades, entered = task.store.notebooks(task.student), task.store.entered(task.student)
    autograded = Course(task.course).autograded(task.assignment, task.student)
    pages = shown({name: grade.handed_in for name, grade in grades.items()})
    return any(
        entered.get(name) != Entered.of(grades[name]) or not (autograded / f"{name}.ipynb").exists()
        for name in pages
    )


def _grade(task: Task) -> str:
    return f"`autograder grade {task.assignment}`"


def _as_it_is(outcome: Outcome) -> Outcome:
    return outcome


def _standing(task: Task) -> GradeRecord | None:
    """Return the record that stands; one that cannot be read is none."""
    try:
        return task.store.record(task.student)
    except RecordCorrupt:
        return None


def _summary(compared: Sequence[Comparison]) -> Iterator[str]:
    up = sum(each.difference > 0 for each in compared)
    down = sum(each.difference < 0 for each in compared)
    same = sum(each.touched and not each.difference for each in compared)
    yield f"{up} go up, {down} go down, {same} graded again with the same points"
    yield f"{len(compared) - up - down - same} not touched"
