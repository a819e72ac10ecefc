"""How a cell's points are shared out."""

import pytest

from autograder.grade.notebook import points
from autograder.records import CriterionResult, Verdict
from autograder.released import GradeCell


def judged(weight: float, credit: float) -> CriterionResult:
    """Return one criterion's result."""
    verdict = Verdict.PASSED if credit == 1 else Verdict.FAILED
    return CriterionResult(name="c", verdict=verdict, weight=weight, credit=credit, asked="Asked.")


@pytest.mark.parametrize("most", [0.125, 1 / 3, 4.0, 7.005])
def test_full_marks_are_all_points(most: float) -> None:
    """A cell's points may have more digits than a share of them is given with."""
    cell = GradeCell("c", most, manual=False)
    assert points(cell, [judged(0.1, 1), judged(0.2, 1), judged(0.3, 1)]) == most


def test_share_has_two_digits() -> None:
    """A third of a point is 0.33."""
    cell = GradeCell("c", 1.0, manual=False)
    assert points(cell, [judged(1, 1), judged(2, 0)]) == 0.33
