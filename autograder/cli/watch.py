"""`autograder watch`: grade what is handed in as it arrives."""

import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from autograder.arrivals import Arrivals, arrivals, settled
from autograder.cli.batch import Batch, entered, hold, run_batch
from autograder.cli.choosing import checked_level, tasks_of
from autograder.cli.options import (
    assignment_argument,
    course_option,
    jobs_option,
    preflight_option,
    trusted_option,
)
from autograder.cli.preflight import require_reference
from autograder.cli.tables import what_is_missing
from autograder.cli.words import points_in_words, verdict_in_words
from autograder.course import Course
from autograder.errors import AutograderError, OperatorFault
from autograder.feedback.criteria import readable
from autograder.grade.graders import check_graders
from autograder.gradebook.bulk import Enter, entering
from autograder.gradebook.exchange import ExchangeFolder
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standings
from autograder.gradebook.settings import limits_of
from autograder.schedule import Outcome
from autograder.store import RecordStore
from autograder.tasks import Task, Work, store_record

RELEASED = " released"


@click.command(epilog="Example: autograder watch week5 --release --interval 60")
@assignment_argument
@click.option("--release", is_flag=True, help="Give feedback back through nbgrader's exchange.")
@click.option("--once", is_flag=True, help="Grade what is there, and end.")
@click.option(
    "--interval",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    help="Seconds between two looks.",
)
@preflight_option
@trusted_option
@jobs_option
@course_option
def watch(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    release: bool,
    once: bool,
    interval: float,
    no_preflight: bool,
    allow_trusted_only: bool,
    jobs: int,
    course: Path,
) -> None:
    """Grade submissions of ASSIGNMENT as they arrive in submitted/ or in the exchange.

    Each gets its grade, its feedback and one line here. It may be stopped or killed at any time:
    started again it goes on, and grades nothing twice. `autograder grade` may be run meanwhile.
    """
    released = Course(course).assignment(assignment)
    check_graders(released)
    nbgrader = NbgraderCourse.open(course)
    limits, notebooks = limits_of(nbgrader.config), frozenset(released.notebooks)
    minimum = checked_level(nbgrader.config, allow_trusted_only)
    task = Task(
        *(course, assignment, "", notebooks, limits),
        minimum=minimum,
        preflight=not no_preflight,
    )
    watcher = Watcher(nbgrader, task, ExchangeFolder.find(nbgrader), release, jobs)
    if once:
        sys.exit(not all(outcome.complete for outcome in watcher.look()))
    try:
        watcher.look_for_ever(interval)
    except KeyboardInterrupt:
        watcher.say(
            "Stopped. Started again, `autograder watch` goes on with what has no grade yet."
        )


@dataclass
class Watcher:
    """Looks for submissions, and sees each through: grade, gradebook, feedback, release.

    `collected` is what the exchange held at the last look, `told` what was last said of a student.
    `refused` are those for whom no record could be made: they are tried again when they hand in
    something else, or by the next command.
    """

    nbgrader: NbgraderCourse
    task: Task
    exchange: ExchangeFolder | None
    release: bool
    jobs: int
    console: Console = field(default_factory=Console)
    collected: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)
    told: dict[str, tuple[str, str]] = field(default_factory=dict)

    def look_for_ever(self, interval: float) -> None:
        """Look again and again; what keeps us from grading is told once, and may pass."""
        places = [str(Course(self.task.course).root / "submitted")]
        places += [str(self.exchange.inbound)] if self.exchange else []
        self.say(f"Watching {' and '.join(places)} for {self.task.assignment}; Ctrl-C ends it.")
        while True:
            try:
                self.look()
                self.told.pop("", None)
            except AutograderError as error:
                self._tell("", f"waiting: {error}")
            time.sleep(interval)

    def look(self) -> list[Outcome]:
        """Grade what has arrived and is no longer being written; return what became of it."""
        self._collect()
        course = Course(self.task.course)
        submitted = course.submitted(self.task.assignment)
        due = self._due(arrivals(submitted), self.task.store)
        still = settled(submitted, due) if due else {}
        for student in sorted(due.keys() - still.keys()):
            self.say(f"{student}: is still being written, and waits")
        return self._grade(still) if still else []

    def _collect(self) -> None:
        """Collect what the exchange holds since the last look, while nobody grades."""
        if self.exchange is None:
            return
        assignment = self.task.assignment
        arrived = self.exchange.arrived(assignment)
        if new := arrived - self.collected:
            with hold(Course(self.task.course), assignment):
                for line in self.exchange.collect(assignment, new):
                    self.say(line)
        self.collected = arrived

    def _due(self, found: Arrivals, store: RecordStore) -> dict[str, str]:
        """Return those that have not been seen through as they are now."""
        return {
            student: seen
            for student, seen in found.items()
            if not store.seen_through(student).startswith(self._note(seen))
            and self.refused.get(student) != seen
        }

    def _note(self, seen: str) -> str:
        return seen + RELEASED * self.release

    def _grade(self, arrived: Arrivals) -> list[Outcome]:
        """Grade, with the course to ourselves; another command may have done it meanwhile."""
        course = Course(self.task.course)
        with hold(course, self.task.assignment) as store:
            due = self._due(arrived, store)
            tasks = tasks_of(self.nbgrader, self.task, sorted(due))
            if not tasks:
                return []
            if self.task.preflight:
                require_reference(tasks[0], self.jobs, self.console)
            released = course.assignment(self.task.assignment)
            self.nbgrader.enter_assignment(released)
            work = Work(released, store_record)
            with entering(self.nbgrader, self.task.assignment) as enter:
                take = partial(self._see_through, enter, due)
                outcomes = run_batch(tasks, Batch(work, take, self.jobs), self.console)
        for outcome in outcomes:
            if outcome.record is None:
                self.refused[outcome.student] = due[outcome.student]
                self._tell(outcome.student, what_is_missing(outcome), due[outcome.student])
        return outcomes

    def _see_through(self, enter: Enter, due: Arrivals, outcome: Outcome) -> Outcome:
        """Enter a record, write its feedback, and tell; only then the submission is done with."""
        outcome = entered(enter, outcome)
        if outcome.record is None or outcome.more:
            return outcome  # it may be tried once more by itself, or its outputs follow
        assignment, student = outcome.task.assignment, outcome.student
        standing = standings(self.nbgrader, assignment, [student]).get(student)
        points = points_in_words(outcome.record, standing)
        said = [points, verdict_in_words(outcome.record, standing)]
        if outcome.complete:
            said.append(self._feedback(outcome, due[student]))
        else:
            said.insert(0, what_is_missing(outcome))
        self._tell(student, "; ".join(filter(None, said)), due[student])
        return outcome

    def _feedback(self, outcome: Outcome, seen: str) -> str:
        """Write and release feedback, and note that all is done; return it in words."""
        assignment, student = outcome.task.assignment, outcome.student
        try:
            self.nbgrader.feedback(assignment, student)
            given = self._released(assignment, student) if self.release else "feedback written"
        except OperatorFault as error:
            return f"no feedback: {error}"
        outcome.task.store.set_seen_through(student, self._note(seen))
        return given

    def _released(self, assignment: str, student: str) -> str:
        if self.exchange and self.exchange.release(assignment, student):
            return "feedback released"
        return "feedback written, not released: it was not handed in through the exchange"

    def _tell(self, student: str, words: str, seen: str = "") -> None:
        """Print what is new of a submission, or of nobody: what stays wrong is told once."""
        if self.told.get(student) != (seen, words):
            self.say(f"{student}: {words}" if student else words)
        self.told[student] = seen, words

    def say(self, words: str) -> None:
        """Print a line with the time; names and messages are students' words."""
        line = " ".join(readable(words).split())
        said = f"{time.strftime('%H:%M:%S')} {line}"
        self.console.print(said, markup=False, highlight=False, soft_wrap=True)
