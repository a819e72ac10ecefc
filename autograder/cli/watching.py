"""What `autograder watch` does: sees each submission through, and says so in a line."""

import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial

from rich.console import Console

from autograder.arrivals import Arrivals, arrivals, settled
from autograder.cli.attempts import WORDS, falls_short, set_aside, taken
from autograder.cli.batch import Batch, Setup, entered, hold, run_batch
from autograder.cli.choosing import tasks_of
from autograder.cli.preflight import require_reference
from autograder.cli.tables import what_is_missing
from autograder.cli.words import points_in_words, verdict_in_words
from autograder.course import Course
from autograder.errors import AutograderError, OperatorFault
from autograder.feedback.criteria import readable
from autograder.gradebook.bulk import Enter, entering
from autograder.gradebook.exchange import ExchangeFolder
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standings
from autograder.gradebook.settings import policy_of
from autograder.jobs.submission import left_over
from autograder.policy import Counts, Policy, SeenThrough
from autograder.records import GradeRecord
from autograder.schedule import Outcome
from autograder.tasks import Keep, Task, Work


@dataclass(frozen=True)
class Due:
    """A submission to be seen through: what will be noted then.

    `again` where its files were seen through before: only its page is due.
    """

    done: SeenThrough
    again: bool

    @property
    def seen(self) -> str:
        """The state of its files."""
        return self.done.seen


@dataclass
class Watcher:
    """Looks for submissions, and sees each through: grade, gradebook, feedback, release.

    `collected` is what the exchange held at the last look. `told` is what was last said of a
    student; that a newer attempt waits is a topic of its own. `refused` are those for whom no
    record could be made: they are tried again when they hand in something else, or by the next
    command.
    """

    nbgrader: NbgraderCourse
    task: Task
    exchange: ExchangeFolder | None
    release: bool
    jobs: int
    console: Console = field(default_factory=Console)
    collected: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)
    told: dict[tuple[str, str], tuple[str, Hashable]] = field(default_factory=dict)

    @cached_property
    def policy(self) -> Policy:
        """What holds for the assignment."""
        return policy_of(self.nbgrader.config, self.task.assignment)

    def look_for_ever(self, interval: float) -> None:
        """Look again and again; what keeps us from grading is told once, and may pass."""
        places = [str(Course(self.task.course).root / "submitted")]
        places += [str(self.exchange.inbound)] if self.exchange else []
        self.say(f"Watching {' and '.join(places)} for {self.task.assignment}; Ctrl-C ends it.")
        while True:
            try:
                self.look()
                self.told.pop(("", ""), None)
            except AutograderError as error:
                self._tell("", f"waiting: {error}")
            time.sleep(interval)

    def look(self) -> list[Outcome]:
        """Grade what has arrived and is no longer being written; return what became of it."""
        self._collect()
        submitted = Course(self.task.course, newest=True).submitted(self.task.assignment)
        found = arrivals(submitted)
        self._renew(found)
        due = {student: each.seen for student, each in self._due(found).items()}
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

    def _due(self, found: Arrivals) -> dict[str, Due]:
        """Return those that have not been seen through as they are now, and may be today."""
        return {
            student: due
            for student, due in self._each(found)
            if self.refused.get(student) != due.seen
            and (due.again or self._has_room(student, due.seen))
        }

    def _each(self, found: Arrivals) -> Iterator[tuple[str, Due]]:
        """Yield what is due of each student: what pages show changes with a deadline."""
        deadlines, now = self.nbgrader.deadlines(self.task.assignment), datetime.now(UTC)
        for student, seen in found.items():
            shown = self.policy.shown(deadlines.last_of_group(student), now)
            due = SeenThrough(seen, shown, self.release)
            done = self.task.store.seen_through(student)
            if done is None or not done.covers(due):
                yield student, Due(due, again=done is not None and done.seen == seen)

    def _has_room(self, student: str, seen: str) -> bool:
        """Whether a student has a graded attempt left today; what has none waits, and is told."""
        now, store = datetime.now(UTC), self.task.store
        room = self.policy.takes(store.attempts(student), seen, now)
        if not room:
            most = self.policy.attempts_a_day
            self._tell(student, f"waits for tomorrow; graded attempts a day: {most}", seen, "waits")
        return room

    def _renew(self, found: Arrivals) -> None:
        """Write pages anew that show something else now, where what is newer waits for its day."""
        behind = {}
        for student, due in self._each(found):
            done = self.task.store.seen_through(student)
            changed = done is not None and not due.again and done.shown is not due.done.shown
            if done and changed and not self._has_room(student, due.seen):
                behind[student] = replace(due.done, seen=done.seen)
        if behind:
            with hold(Course(self.task.course), self.task.assignment):
                for task in tasks_of(self.nbgrader, self.task, sorted(behind)):
                    write = partial(self._write_pages, task)
                    said = self._feedback(task, behind[task.student], write)
                    self._tell(task.student, said, behind[task.student])

    def _grade(self, arrived: Arrivals) -> list[Outcome]:
        """Grade, with the course to ourselves; another command may have done it meanwhile."""
        course = Course(self.task.course)
        with hold(course, self.task.assignment) as store:
            due = self._due(arrived)
            tasks = self._tasks(due)
            if not tasks:
                return []
            released = course.assignment(self.task.assignment)
            if self.task.preflight:
                setup = Setup(self.nbgrader, released, self.jobs, self.console)
                require_reference(setup, tasks[0])
            self.nbgrader.enter_assignment(released)
            for student in sorted(due):
                store.note_attempt(student, due[student].seen)
            work = Work(released, Keep.RECORDS)
            with entering(self.nbgrader, released) as enter:
                take = partial(self._see_through, enter, due)
                outcomes = run_batch(tasks, Batch(work, take, self.jobs), self.console)
        for outcome in outcomes:
            if outcome.record is None:
                seen = self.refused[outcome.student] = due[outcome.student].seen
                self._tell(outcome.student, what_is_missing(outcome), seen)
        return outcomes

    def _tasks(self, due: Mapping[str, Due]) -> list[Task]:
        """Return what there is to do: where the best attempt counts, a new one is tried first."""
        best = self.policy.counts is Counts.BEST
        return [
            replace(task, newest=best and not due[task.student].again)
            for task in tasks_of(self.nbgrader, self.task, sorted(due))
        ]

    def _see_through(self, enter: Enter, due: Mapping[str, Due], outcome: Outcome) -> Outcome:
        """Enter a record, write its feedback, and tell; only then the submission is done with."""
        if outcome.more and outcome.task.newest:
            return outcome  # whether it counts is told with its outputs
        if record := falls_short(self.nbgrader, outcome):
            return self._set_aside(outcome, record, due[outcome.student])
        outcome = entered(enter, taken(outcome))
        if outcome.record is None or outcome.more:
            return outcome  # it may be tried once more by itself, or its outputs follow
        assignment, student = outcome.task.assignment, outcome.student
        standing = standings(self.nbgrader, assignment, [student]).get(student)
        points = points_in_words(outcome.record, standing)
        said = [points, verdict_in_words(outcome.record, standing)]
        if outcome.complete:
            write = partial(self._write_pages, outcome.task)
            said.append(self._feedback(outcome.task, due[student].done, write))
        else:
            said.insert(0, what_is_missing(outcome))
        self._tell(student, "; ".join(filter(None, said)), due[student].done)
        return outcome

    def _set_aside(self, outcome: Outcome, record: GradeRecord, due: Due) -> Outcome:
        """Give feedback on an attempt that does not count.

        One that we could not judge to its end is tried again by the next command.
        """
        said = [points_in_words(record), WORDS, verdict_in_words(record)]
        write = partial(set_aside, self.nbgrader, outcome.task, record)
        if left_over(record):
            self.refused[outcome.student] = due.seen
        else:
            said.append(self._feedback(outcome.task, due.done, write))
        self._tell(outcome.student, "; ".join(said), due.done)
        return outcome

    def _write_pages(self, task: Task) -> None:
        """Write the pages of a submission, for everybody in the group."""
        for student in Course(task.course).submitted(task.assignment).members(task.student):
            self.nbgrader.feedback(task.assignment, student)

    def _feedback(self, task: Task, done: SeenThrough, write: Callable[[], None]) -> str:
        """Write and release feedback, and note that all is done; return it in words."""
        try:
            write()
            released = self.release and self._released(task)
        except OperatorFault as error:
            return f"no feedback: {error}"
        task.store.set_seen_through(task.student, done)
        return released or "feedback written"

    def _released(self, task: Task) -> str:
        """Release the page of whoever handed in: the exchange gives it to nobody else."""
        submitted = Course(task.course, newest=task.newest).submitted(task.assignment)
        author = submitted.author(task.student)
        if self.exchange and self.exchange.release(task.assignment, author):
            return "feedback released"
        return "feedback written, not released: it was not handed in through the exchange"

    def _tell(self, student: str, words: str, about: Hashable = None, topic: str = "") -> None:
        """Print what is new of a submission, or of nobody: what stays wrong is told once."""
        if self.told.get((student, topic)) != (words, about):
            self.say(f"{student}: {words}" if student else words)
        self.told[student, topic] = words, about

    def say(self, words: str) -> None:
        """Print a line with the time; names and messages are students' words."""
        line = " ".join(readable(words).split())
        said = f"{time.strftime('%H:%M:%S')} {line}"
        self.console.print(said, markup=False, highlight=False, soft_wrap=True)
