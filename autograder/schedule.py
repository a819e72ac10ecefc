"""Whose turn it is in a batch: submissions are read in order, and each notebook is judged alone.

Outputs are made when nothing is left to judge.
"""

from collections import deque
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.grade import Heading, ReferenceResult
from autograder.jobs.submission import Begun
from autograder.records import GradeRecord, NotebookGrade
from autograder.tasks import Task, Work
from autograder.units import Unit, Waiting


@dataclass(frozen=True)
class Outcome:
    """A record, or the words for why there is none; `broke` where the grading process ended.

    `not_entered` says why the gradebook does not hold the record; the next run tries again. Where
    outputs of it are under way, there is `more` to come.
    """

    task: Task
    record: GradeRecord | None
    reason: str = ""
    broke: bool = False
    not_entered: str = ""
    more: bool = False

    @property
    def complete(self) -> bool:
        """Whether there is a grade, where everyone looks for it."""
        return self.record is not None and not self.not_entered

    @property
    def student(self) -> str:
        """Whose outcome it is."""
        return self.task.student


@dataclass
class _Open:
    """A submission that was read, with the grades that have come of its jobs so far."""

    begun: Begun
    grades: dict[str, NotebookGrade] = field(default_factory=dict)


@dataclass
class _Showing:
    """A submission that is judged, with the grades that have got their outputs so far.

    So many are to come.
    """

    heading: Heading
    record: GradeRecord
    number: int
    grades: dict[str, NotebookGrade] = field(default_factory=dict)


@dataclass
class Schedule:
    """The units of a batch that are not begun yet, and the submissions that are under way.

    `ahead` is how many units are under way at once. So many are read ahead and no more: what
    students handed in stays out of memory until its turn. A batch that has no more left is ending.
    """

    work: Work
    unread: deque[Unit]
    ahead: int
    waiting: Waiting
    _ready: list[Unit] = field(default_factory=list)
    _open: dict[str, _Open] = field(default_factory=dict)
    _showing: dict[str, _Showing] = field(default_factory=dict)
    _closed: bool = False

    @classmethod
    def of(cls, tasks: list[Task], work: Work, ahead: int) -> "Schedule":
        """Plan to read the submissions in the order given, with so many notebooks read ahead."""
        unread = deque(Unit(number, task) for number, task in enumerate(tasks))
        return cls(work, unread, ahead, Waiting(work.assignment))

    def next(self) -> Unit | None:
        """Return what is to be done next; None where nothing is, for the time being."""
        if self._closed:
            return None
        if self.unread and len(self._ready) < self.ahead:
            return self.unread.popleft()
        if not self._ready:
            return self.waiting.next()
        unit = min(self._ready, key=self._turn)
        self._ready.remove(unit)
        return unit

    def take(self, unit: Unit, future: Future[Any]) -> Outcome | None:
        """Take what came of a unit; return the outcome of its submission once there is one.

        There is another once it has its outputs. Nothing is begun after a process of the pool has
        ended: the pool goes with it.
        """
        try:
            return self._taken(unit, future.result())
        except BrokenProcessPool:
            self._closed = True
            return self._dropped(unit, "the grading process ended", broke=True)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            if not unit.reference:
                return self._dropped(unit, reason)
            self.waiting.take(unit.reference, ReferenceResult(fault=reason))
            return None

    def _turn(self, unit: Unit) -> tuple[int, float]:
        """Finish first who was begun first; what is left at the end begins with the longest."""
        ending = not self.unread and len(self._ready) <= self.ahead
        return (0 if ending else unit.number, -unit.seconds)

    def _taken(
        self, unit: Unit, result: GradeRecord | Begun | ReferenceResult | NotebookGrade
    ) -> Outcome | None:
        match result:
            case GradeRecord():
                return Outcome(unit.task, result)
            case Begun():
                return self._begun(unit, result)
            case ReferenceResult():
                self.waiting.take(unit.reference, result)
                return None
            case _ if unit.job and unit.job.judged:
                return self._shown(unit.task, result)
            case _:
                return self._judged(unit, result)

    def _begun(self, unit: Unit, begun: Begun) -> Outcome | None:
        self._open[unit.task.student] = _Open(begun)
        # All jobs of a batch hold the same release: it is in memory once.
        jobs = (replace(job, assignment=self.work.assignment) for job in begun.jobs)
        self._ready += [replace(unit, job=job) for job in jobs]
        return None if begun.jobs else self._finished(unit)

    def _judged(self, unit: Unit, grade: NotebookGrade) -> Outcome | None:
        """Take one grade; the last of a submission finishes it."""
        submission = self._open.get(unit.task.student)
        if submission is None:
            return None  # it has failed meanwhile
        submission.grades[grade.notebook] = grade
        if len(submission.grades) == len(submission.begun.jobs):
            return self._finished(unit)
        self.work.lay_aside(unit.task, grade)
        return None

    def _finished(self, unit: Unit) -> Outcome:
        """Have the record written of a submission that is judged; its outputs wait."""
        submission = self._open[unit.task.student]
        record = self.work.finish(unit.task, submission.begun, submission.grades)
        del self._open[unit.task.student]
        due = submission.begun.due(submission.grades)
        for job in due:
            self.waiting.add(unit, job)
        if due:
            showing = _Showing(submission.begun.heading, record, len(due))
            self._showing[unit.task.student] = showing
        return Outcome(unit.task, record, more=bool(due))

    def _shown(self, task: Task, grade: NotebookGrade) -> Outcome | None:
        """Take the outputs of one notebook; the last of a submission complete it."""
        submission = self._showing.get(task.student)
        if submission is None:
            return None
        submission.grades[grade.notebook] = grade
        if len(submission.grades) < submission.number:
            self.work.lay_outputs(task, grade)
            return None
        record = self.work.complete(task, submission.heading, submission.grades)
        del self._showing[task.student]
        return Outcome(task, record)

    def _dropped(self, unit: Unit, reason: str, broke: bool = False) -> Outcome | None:
        """Return the outcome of a submission that fails, and do no more for it; None if it had."""
        if showing := self._showing.pop(unit.task.student, None):
            self.waiting.drop(unit.task)
            without = dict.fromkeys(showing.record.without_outputs, reason)
            record = showing.record.model_copy(update={"without_outputs": without})
            return Outcome(unit.task, record, broke=broke)
        known = self._open.pop(unit.task.student, None)
        self._ready = [each for each in self._ready if each.task is not unit.task]
        if (unit.job or unit.reference) and known is None:
            return None
        return Outcome(unit.task, None, reason, broke)
