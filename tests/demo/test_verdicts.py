"""The demonstration notices when a grader does not do what the solutions announce."""

from pathlib import Path

from autograder.demo.verdicts import surprises
from autograder.limits import Limits
from autograder.records import CellResult, CriterionResult, GradeRecord, Verdict
from autograder.schedule import Outcome
from autograder.tasks import Task


def outcome(verdict: Verdict) -> Outcome:
    """Return a class of one with one criterion."""
    criterion = CriterionResult(name="value", verdict=verdict, weight=1, credit=0, asked="")
    cell = CellResult(notebook="n", cell="f", score=0, max_score=1, criteria=(criterion,))
    record = GradeRecord(
        student="chaff-01",
        assignment="a",
        score=0,
        max_score=1,
        needs_manual=False,
        cells=(cell,),
        environment={},
    )
    return Outcome(task("chaff-01"), record)


def task(student: str) -> Task:
    """Return the task of grading someone."""
    return Task(Path(), "a", student, frozenset(), Limits())


def test_nothing_is_said_where_all_is_as_announced() -> None:
    """A chaff that loses what it names is no surprise."""
    expected = {"chaff-01": frozenset({("n", "f.value")})}
    assert surprises([outcome(Verdict.FAILED)], expected, {}) == []


def test_a_kept_and_an_unannounced_criterion_are_told() -> None:
    """Both directions are told with student, notebook and criterion."""
    expected = {"chaff-01": frozenset({("n", "f.value")})}
    assert surprises([outcome(Verdict.PASSED)], expected, {}) == ["chaff-01 kept n: f.value"]
    unannounced = surprises([outcome(Verdict.BLOCKED)], {"chaff-01": frozenset()}, {})
    assert unannounced == ["chaff-01 lost unannounced n: f.value"]


def test_a_missing_outcome_is_told() -> None:
    """A student without a record is always a surprise."""
    told = surprises([Outcome(task("ada"), None, "the process ended")], {}, {})
    assert told == ["ada: no outcome: the process ended"]


def test_an_unexpected_score_is_told() -> None:
    """A student who must get all points and does not is a surprise."""
    told = surprises([outcome(Verdict.FAILED)], {}, {"chaff-01": 1.0})
    assert told == ["chaff-01 got 0 points instead of 1"]


def test_a_fault_of_ours_is_no_announced_loss() -> None:
    """A criterion that nobody judged does not count as the loss that a chaff announces."""
    losses = {"chaff-01": frozenset({("n", "f.value")})}
    assert surprises([outcome(Verdict.UNJUDGED)], losses, {}) == ["chaff-01 kept n: f.value"]
