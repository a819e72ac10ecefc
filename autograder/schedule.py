"""Whose turn it is in a batch: submissions are read in order, and each notebook is graded alone."""

from collections import deque
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.grade import Job
from autograder.jobs.submission import Begun
from autograder.records import GradeRecord, NotebookGrade
from autograder.tasks import Task, Work


@dataclass(frozen=True)
class Outcome:
    """A record, or the words for why there is none; `broke` where the grading process ended.

    `not_entered` says why the gradebook does not hold the record; the next run tries again.
    """

    task: Task
    record: GradeRecord | None
    reason: str = ""
    broke: bool = False
    not_entered: str = ""

    @property
    def complete(self) -> bool:
        """Whether there is a grade, where everyone looks for it."""
        return self.record is not None and not self.not_entered

    @property
    def student(self) -> str:
        """Whose outcome it is."""
        return self.task.student


@dataclass(frozen=True)
class Unit:
    """What a process of the pool does in one go: read a submission, or grade one notebook."""

    number: int
    task: Task
    job: Job | None = None


@dataclass
class _Open:
    """A submission that was read, with the grades that have come of its jobs so far."""

    begun: Begun
    grades: dict[str, NotebookGrade] = field(default_factory=dict)


@dataclass
class Schedule:
    """The units of a batch that are not begun yet, and the submissions that are under way.

    Few submissions are read ahead: what students handed in stays out of memory until its turn.
    """

    work: Work
    unread: deque[Unit]
    ahead: int
    _ready: list[Unit] = field(default_factory=list)
    _open: dict[str, _Open] = field(default_factory=dict)
    _closed: bool = False

    @classmethod
    def of(cls, tasks: list[Task], work: Work, ahead: int) -> "Schedule":
        """Plan to read the submissions in the order given, with so many notebooks read ahead."""
        return cls(work, deque(Unit(number, task) for number, task in enumerate(tasks)), ahead)

    def next(self) -> Unit | None:
        """Return what is to be done next; None where nothing is, for the time being."""
        if self._closed:
            return None
        if self.unread and len(self._ready) < self.ahead:
            return self.unread.popleft()
        if not self._ready:
            return None
        unit = min(self._ready, key=self._turn)
        self._ready.remove(unit)
        return unit

    def take(self, unit: Unit, future: Future[Any]) -> Outcome | None:
        """Take what came of a unit; return the outcome of its submission once there is one.

        Nothing is begun after a process of the pool has ended: the pool goes with it.
        """
        try:
            record = self._taken(unit, future.result())
        except BrokenProcessPool:
            self._closed = True
            return self._dropped(unit, "the grading process ended", broke=True)
        except Exception as error:
            return self._dropped(unit, f"{type(error).__name__}: {error}")
        return None if record is None else Outcome(unit.task, record)

    def _turn(self, unit: Unit) -> tuple[int, float]:
        """Finish first who was begun first; at the end of the batch begin the longest first."""
        seconds = unit.job.expected_seconds if unit.job else 0.0
        return (unit.number if self.unread else 0, -seconds)

    def _taken(self, unit: Unit, result: GradeRecord | Begun | NotebookGrade) -> GradeRecord | None:
        if isinstance(result, GradeRecord):
            return result
        if isinstance(result, Begun):
            self._open[unit.task.student] = _Open(result)
            # All jobs of a batch hold the same release: it is in memory once.
            jobs = (replace(job, assignment=self.work.assignment) for job in result.jobs)
            self._ready += [replace(unit, job=job) for job in jobs]
            return None
        return self._graded(unit, result)

    def _graded(self, unit: Unit, grade: NotebookGrade) -> GradeRecord | None:
        """Take one grade; the last of a submission finishes it."""
        submission = self._open.get(unit.task.student)
        if submission is None:
            return None  # it has failed meanwhile
        submission.grades[grade.notebook] = grade
        if len(submission.grades) < len(submission.begun.jobs):
            self.work.lay_aside(unit.task, grade)
            return None
        record = self.work.finish(unit.task, submission.begun, submission.grades)
        del self._open[unit.task.student]
        return record

    def _dropped(self, unit: Unit, reason: str, broke: bool = False) -> Outcome | None:
        """Return the outcome of a submission that fails, and do no more for it; None if it had."""
        known = self._open.pop(unit.task.student, None)
        self._ready = [each for each in self._ready if each.task is not unit.task]
        if unit.job is not None and known is None:
            return None
        return Outcome(unit.task, None, reason, broke)
