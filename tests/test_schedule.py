"""Whose turn it is: one student after the other, what is left at the end the longest first.

Outputs come when nothing is left to judge.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.grade import Heading, Job, ReferenceResult
from autograder.intake import CleanNotebook
from autograder.jobs.submission import Begun
from autograder.limits import Limits
from autograder.records import PUT_OFF, GradeRecord, NotebookGrade, Pace
from autograder.released import Assignment, ReleasedNotebook
from autograder.schedule import Outcome, Schedule
from autograder.tasks import Keep, Task, Work
from autograder.units import Unit

EMPTY = nbformat.v4.new_notebook()
SECONDS = {"short": 1.0, "long": 9.0, "middle": 4.0}
STUDENTS = ("ada", "bob", "cy")
ASSIGNMENT = Assignment("numbers", {name: ReleasedNotebook(name, EMPTY) for name in SECONDS}, {})


@dataclass(frozen=True)
class Noting(Work):
    """Notes what is laid aside, and writes nothing."""

    aside: list[str] = field(default_factory=list)

    def lay_aside(self, task: Task, grade: NotebookGrade) -> None:
        """Note the notebook."""
        self.aside.append(f"{task.student}/{grade.notebook}")

    def lay_outputs(self, task: Task, grade: NotebookGrade) -> None:
        """Note the notebook."""
        self.aside.append(f"{task.student}/{grade.notebook} shown")

    def complete(
        self, task: Task, heading: Heading, grades: Mapping[str, NotebookGrade]
    ) -> GradeRecord:
        """Return the record."""
        return heading.joined(grades)


class Full(Noting):
    """Cannot write a record."""

    def finish(self, task: Task, begun: Begun, grades: Mapping[str, NotebookGrade]) -> GradeRecord:
        """Raise what a full disk does."""
        raise OSError("full")


@pytest.fixture
def work() -> Noting:
    """The work of a batch."""
    return Noting(ASSIGNMENT, Keep.NOTHING)


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


@pytest.fixture
def bare(schedule: Schedule) -> Schedule:
    """The same batch, all of it read ahead, and what is judged is without outputs."""
    schedule.ahead = 9
    return schedule


def begun(student: str) -> Begun:
    """Return a submission of three notebooks."""
    notebooks = [CleanNotebook(name, NotebookNode()) for name in SECONDS]
    jobs = (
        Job(student, each, {}, ASSIGNMENT, Limits(), "", expected_seconds=SECONDS[each.name])
        for each in notebooks
    )
    return Begun(Heading(student, ASSIGNMENT, (), {}), tuple(jobs), {}, {})


def step(schedule: Schedule, without: str = "") -> tuple[str, Outcome | None]:
    """Do the next unit, and return what was done and what came of it."""
    unit = schedule.next()
    assert unit is not None
    return name(unit), schedule.take(unit, done(result_of(unit, without)))


def name(unit: Unit) -> str:
    """Name the student whose submission is read, or the notebook of theirs that is graded."""
    if unit.job is None:
        return f"the reference/{unit.reference}" if unit.reference else unit.task.student
    place = f"{unit.task.student}/{unit.job.notebook}"
    return f"{place} shown" if unit.job.judged else place


def result_of(unit: Unit, without: str = "") -> Begun | ReferenceResult | NotebookGrade:
    """Return what a process of the pool gives; what is judged is `without` outputs for a reason."""
    if unit.reference:
        return ReferenceResult(pace=Pace(cells={"cell": SECONDS[unit.reference]}))
    if unit.job is None:
        return begun(unit.task.student)
    without = "" if unit.job.judged else without
    notebook = unit.job.notebook
    return NotebookGrade(notebook=notebook, key="", cells=(), executed={}, without_outputs=without)


def test_units_come_in_turn(schedule: Schedule, work: Noting) -> None:
    """One student after the other, each with the longest notebook first."""
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


def test_small_class_is_finished_in_order_but_for_its_end(schedule: Schedule) -> None:
    """The first score comes early even where all is read at once."""
    schedule.ahead = 4
    assert [step(schedule)[0] for _ in range(12)] == [
        *("ada", "bob", "ada/long", "ada/middle", "ada/short"),
        *("cy", "bob/long", "bob/middle"),
        *("cy/long", "cy/middle", "bob/short", "cy/short"),
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
    schedule.work = Full(ASSIGNMENT, Keep.NOTHING)
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


def test_outputs_come_when_nothing_is_left_to_judge(bare: Schedule, work: Noting) -> None:
    """Every score first; then the reference's outputs of a notebook before anybody else's."""
    judged = [step(bare, PUT_OFF) for _ in range(12)]
    first = [outcome for _, outcome in judged if outcome]
    assert sorted((each.student, each.more) for each in first) == [
        (each, True) for each in STUDENTS
    ]
    shown = [step(bare) for _ in range(12)]
    names = [name for name, _ in shown]
    assert sorted(names[:3]) == [f"the reference/{each}" for each in sorted(SECONDS)]
    order = [name.partition("/")[2] for name in names[3:]]
    assert order == [f"{each} shown" for each in ("long", "middle", "short") for _ in STUDENTS]
    last = [outcome for _, outcome in shown if outcome]
    assert sorted((each.student, each.more) for each in last) == [
        (each, False) for each in STUDENTS
    ]
    assert all(each.record and not each.record.without_outputs for each in last)
    assert bare.next() is None
    assert len([each for each in work.aside if each.endswith("shown")]) == 6


def test_outputs_wait_for_those_of_the_reference(bare: Schedule) -> None:
    """Nobody's cells are timed before it is known how long they take; a fault of ours is told."""
    for _ in range(12):
        step(bare, PUT_OFF)
    references = [bare.next() for _ in range(3)]
    assert bare.next() is None
    assert references[0]
    assert bare.take(references[0], done(OSError("disk full"))) is None
    unit = bare.next()
    assert unit and unit.job
    assert unit.job.reference.fault == "OSError: disk full"
    assert unit.job.assignment is ASSIGNMENT


def test_outputs_that_fail_leave_the_score(bare: Schedule) -> None:
    """The record stays, and says why a notebook has no outputs; no more of them are begun."""
    for _ in range(15):
        step(bare, PUT_OFF)
    unit = bare.next()
    assert unit
    failed = bare.take(unit, done(BrokenProcessPool()))
    assert failed and failed.record and failed.broke and not failed.more
    assert set(failed.record.without_outputs.values()) == {"the grading process ended"}
    assert bare.next() is None
