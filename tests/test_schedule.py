"""Whose turn it is: in order while submissions are read, the longest first at the end."""

from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from autograder.grade import Heading, Job
from autograder.intake import CleanNotebook
from autograder.jobs.submission import Begun
from autograder.limits import Limits
from autograder.records import GradeRecord, NotebookGrade
from autograder.released import Assignment
from autograder.schedule import Outcome, Schedule, Unit
from autograder.tasks import Task, Work, keep_nothing

ASSIGNMENT = Assignment("numbers", {}, {})
STUDENTS = ("ada", "bob", "cy")
SECONDS = {"short": 1.0, "long": 9.0, "middle": 4.0}


@dataclass(frozen=True)
class Noting(Work):
    """Notes what is laid aside, and writes nothing."""

    aside: list[str] = field(default_factory=list)

    def lay_aside(self, task: Task, grade: NotebookGrade) -> None:
        """Note the notebook."""
        self.aside.append(f"{task.student}/{grade.notebook}")


class Full(Noting):
    """Cannot write a record."""

    def finish(self, task: Task, begun: Begun, grades: Mapping[str, NotebookGrade]) -> GradeRecord:
        """Raise what a full disk does."""
        raise OSError("full")


@pytest.fixture
def work() -> Noting:
    """The work of a batch."""
    return Noting(ASSIGNMENT, keep_nothing)


@pytest.fixture
def schedule(work: Noting) -> Schedule:
    """A batch of three students, one notebook read ahead."""
    tasks = [Task(Path(), "numbers", name, frozenset(), Limits()) for name in STUDENTS]
    return Schedule.of(tasks, work, ahead=1)


def done(result: Any) -> Future[Any]:
    """Return what a process has given, or raised."""
    future: Future[Any] = Future()
    if isinstance(result, BaseException):
        future.set_exception(result)
    else:
        future.set_result(result)
    return future


def begun(student: str) -> Begun:
    """Return a submission of three notebooks."""
    notebooks = [CleanNotebook(name, NotebookNode()) for name in SECONDS]
    jobs = (
        Job(student, each, {}, ASSIGNMENT, Limits(), "", expected_seconds=SECONDS[each.name])
        for each in notebooks
    )
    return Begun(Heading(student, ASSIGNMENT, (), {}), tuple(jobs), {}, {})


def step(schedule: Schedule) -> tuple[str, Outcome | None]:
    """Do the next unit, and return what was done and what came of it."""
    unit = schedule.next()
    assert unit is not None
    return name(unit), schedule.take(unit, done(result_of(unit)))


def name(unit: Unit) -> str:
    """Name the student whose submission is read, or the notebook of theirs that is graded."""
    return f"{unit.task.student}/{unit.job.notebook}" if unit.job else unit.task.student


def result_of(unit: Unit) -> Begun | NotebookGrade:
    """Return what a process of the pool gives for a unit."""
    if unit.job is None:
        return begun(unit.task.student)
    return NotebookGrade(notebook=unit.job.notebook, key="", cells=(), executed={})


def test_units_come_in_turn(schedule: Schedule, work: Noting) -> None:
    """One student after the other, until all are read; then the longest of all that is left."""
    steps = [step(schedule) for _ in range(12)]
    assert [name for name, _ in steps] == [
        *("ada", "ada/long", "ada/middle", "ada/short"),
        *("bob", "bob/long", "bob/middle", "bob/short"),
        *("cy", "cy/long", "cy/middle", "cy/short"),
    ]
    assert [outcome.student for _, outcome in steps if outcome] == list(STUDENTS)
    assert schedule.next() is None
    unfinished = ("long", "middle")
    assert work.aside == [f"{name}/{each}" for name in STUDENTS for each in unfinished]


def test_end_of_the_batch_begins_the_longest_first(schedule: Schedule) -> None:
    """Nobody waits for one straggler."""
    schedule.ahead = 9
    names = [step(schedule)[0] for _ in range(12)]
    assert names[:3] == ["ada", "bob", "cy"]
    assert [name.partition("/")[2] for name in names[3:]] == [
        *("long", "long", "long", "middle", "middle", "middle", "short", "short", "short"),
    ]


def test_submission_that_fails_is_done_with(schedule: Schedule) -> None:
    """Its other notebooks are not graded, and the words are those of the first failure."""
    step(schedule)
    first, second = schedule.next(), schedule.next()
    assert first and second
    failed = schedule.take(first, done(OSError("disk full")))
    assert failed
    assert (failed.student, failed.reason, failed.broke) == ("ada", "OSError: disk full", False)
    assert schedule.take(second, done(result_of(second))) is None
    assert step(schedule)[0] == "bob"


def test_record_that_cannot_be_written_is_told(schedule: Schedule) -> None:
    """The last grade of a submission has come, and the disk is full."""
    schedule.work = Full(ASSIGNMENT, keep_nothing)
    outcomes = [step(schedule)[1] for _ in range(4)]
    assert [outcome and outcome.reason for outcome in outcomes] == [*[None] * 3, "OSError: full"]


def test_broken_pool_ends_the_batch(schedule: Schedule) -> None:
    """Who was under way is named once; nothing else is begun."""
    step(schedule)
    first, second = schedule.next(), schedule.next()
    assert first and second
    broken = schedule.take(first, done(BrokenProcessPool()))
    assert broken
    assert (broken.student, broken.broke) == ("ada", True)
    assert schedule.take(second, done(BrokenProcessPool())) is None
    assert schedule.next() is None
