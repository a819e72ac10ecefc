"""Slow and endless code costs the class little time, and honest code no points."""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.course import Course
from autograder.grade import ReferenceResult, pace
from autograder.grade.pace import turn
from autograder.jobs.context import CourseContext, NoReferences, open_context
from autograder.jobs.reference import grade_reference, shortcomings
from autograder.jobs.references import StoredReferences
from autograder.jobs.submission import grade_submission
from autograder.limits import Limits
from autograder.records import NotebookGrade, Pace
from autograder.store import RecordStore

ENDLESS = "def double(x):\n    while True:\n        pass\n"
CRITERIA = ("small", "drawn", "negative")
# What tests take in place of the seconds that a busy machine is given.
SHORT = 0.5


@dataclass(frozen=True)
class Paced(NoReferences):
    """A reference that took so many seconds for everything."""

    seconds: float

    def result(self, context: CourseContext, notebook: str) -> ReferenceResult:
        """Return the same for each criterion, and for the check."""
        calls = {f"double.{name}": self.seconds for name in CRITERIA}
        return ReferenceResult(pace=Pace(cells={"double": self.seconds}, calls=calls))


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the same seconds whatever else this machine does."""
    monkeypatch.setattr(pace, "busyness", lambda: 1.0)


@pytest.fixture
def low_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up soon where the reference takes no time."""
    monkeypatch.setattr(pace, "FLOOR_SECONDS", SHORT)


def graded(context: CourseContext, student: str, source: str) -> NotebookGrade:
    """Grade a submission with this answer."""
    hand_in(context.course.root, student, answered(context.course.root, source))
    return grade_submission(context, student, {}, frozenset([NOTEBOOK])).notebooks[NOTEBOOK]


def messages(grade: NotebookGrade) -> dict[str, str]:
    """Return what was said to each criterion."""
    return {result.name: result.message for cell in grade.cells for result in cell.criteria}


def paced(context: CourseContext, seconds: float) -> CourseContext:
    """Return the context with a reference that took so long."""
    return replace(context, start=lambda: context.fork_server, references=Paced(seconds))


def test_12_turn_follows_the_reference() -> None:
    """A full turn first, a short one after code has run out of time; never above the limit."""
    assert turn(None, 60) == 60
    assert turn(0.001, 60) == pace.FLOOR_SECONDS
    assert turn(0.001, 3) == 3
    assert (turn(2, 60), turn(2, 60, again=True)) == (40, 6)
    assert turn(10, 60) == 60


def test_12_busy_machine_gives_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """What shares a core with others may take as many times longer, up to the limit."""
    monkeypatch.setattr(pace, "busyness", lambda: 3.0)
    assert (turn(0.001, 60), turn(2, 60)) == (3 * pace.FLOOR_SECONDS, 60)


@pytest.mark.usefixtures("low_floor")
def test_12_endless_function_is_stopped_by_the_pace_of_the_reference(
    context: CourseContext,
) -> None:
    """Every criterion says so in the same words, and the check is cut off as early."""
    grade = graded(paced(context, 0.001), "never-ends", ENDLESS)
    said = f"stopped after {SHORT:g} s, the limit"
    assert messages(grade)["small"] == messages(grade)["drawn"] == f"your code was {said}"
    outputs = [cell.get("outputs") for cell in grade.executed["cells"]]
    assert f"StudentTimeout: {said}" in str(outputs)


@pytest.mark.usefixtures("low_floor")
def test_12_check_is_to_blame_while_the_machine_gets_busier(
    context: CourseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had what it was given when it began, whatever it would be given now."""
    busier = count(1)
    monkeypatch.setattr(pace, "busyness", lambda: float(next(busier)))
    problems = map(str, graded(paced(context, 0.001), "busier", ENDLESS).problems)
    assert any(f"{NOTEBOOK}: cell 'double' was stopped after" in each for each in problems)


@pytest.mark.usefixtures("low_floor")
def test_12_function_that_ran_out_of_time_has_no_second_full_turn(context: CourseContext) -> None:
    """After 20 times the reference's time it has 3 times that."""
    said = messages(graded(paced(context, 0.1), "again-and-again", ENDLESS))
    assert said["small"] == "your code was stopped after 2 s, the limit"
    assert said["drawn"] == f"your code was stopped after {SHORT:g} s, the limit"


@pytest.mark.usefixtures("low_floor")
def test_12_three_times_as_slow_passes(context: CourseContext) -> None:
    """Honest code on the limit of a slow machine has its points."""
    slow = "import time\n\n\ndef double(x):\n    time.sleep(0.9)\n    return 2 * x\n"
    assert graded(paced(context, 0.3), "slow", slow).cells[0].score == 4


def test_12_pace_of_the_reference_is_kept(context: CourseContext) -> None:
    """Stored beside its grade: every criterion, and the given cells once its outputs are made."""
    store = RecordStore(context.course.records / "pace")
    references = StoredReferences(store)
    assert references.known(context, NOTEBOOK).pace == Pace()
    references.make(context, NOTEBOOK)
    kept = references.known(context, NOTEBOOK).pace
    assert set(kept.calls) == {f"double.{name}" for name in CRITERIA}
    assert kept.cells == {}
    kept = references.whole(context, NOTEBOOK).pace
    assert kept == references.known(context, NOTEBOOK).pace
    assert {"given_setup", "todo_double", "double"} <= set(kept.cells)
    assert all(seconds > 0 for seconds in (*kept.calls.values(), *kept.cells.values()))


def test_12_without_a_reference_the_limit_stays(context: CourseContext) -> None:
    """Nothing is known, so nobody is stopped before the course's own limit."""
    said = messages(graded(context, "limited", ENDLESS))
    assert said["small"] == "your code was stopped after 3 s, the limit"


def test_12_reference_has_its_time_on_a_busy_machine(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes longer there than the limit keeps nobody from being graded."""
    source = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    text = source.read_text(encoding="utf-8")
    slow = text.replace("return 2 * x", "import time; time.sleep(0.8); return 2 * x")
    source.write_text(slow, encoding="utf-8")
    with open_context(Course(course), ASSIGNMENT, Limits(call_seconds=0.5)) as slowed:
        assert shortcomings(grade_reference(slowed, NOTEBOOK))
        monkeypatch.setattr(pace, "busyness", lambda: 10.0)
        assert not shortcomings(grade_reference(slowed, NOTEBOOK))
