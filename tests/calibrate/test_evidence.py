"""Cut-offs, numbers of trials and bounds, against numbers known in closed form."""

import numpy as np
import pytest

from autograder.calibrate.evidence import (
    FALSE_REJECTION,
    Sample,
    nearest,
    trials_needed,
    upper_bound,
    weakest,
    weigh,
)
from autograder.errors import CourseError
from autograder.testing.chance import Statistic
from autograder.thresholds import CutOff


def statistic(zero: float, told: float) -> Statistic:
    """Return a statistic whose trials are never held."""
    return Statistic("learns", "accuracy", zero, told, lambda subject, number: 0.0)


ACCURACY = statistic(zero=0.4, told=0.9)
SPREAD = statistic(zero=6.0, told=3.0)


def sample(name: str, low: float, high: float, count: int = 100) -> Sample:
    """Return trials spread evenly over an interval."""
    return Sample(name, tuple(np.linspace(low, high, count)))


@pytest.mark.parametrize("trials", [20, 100, 300])
def test_bound_without_an_event(trials: int) -> None:
    """None of n bounds the probability at 1 - 0.05^(1/n)."""
    assert upper_bound(0, trials) == pytest.approx(1 - 0.05 ** (1 / trials))


def test_bound_is_where_so_few_events_become_unlikely() -> None:
    """At the bound for 2 of 100, two events or fewer have a probability of 5 %."""
    p = upper_bound(2, 100)
    terms = [(1 - p) ** 100, 100 * p * (1 - p) ** 99, 4950 * p**2 * (1 - p) ** 98]
    assert sum(terms) == pytest.approx(0.05)
    assert upper_bound(100, 100) == 1.0


def test_smallest_of_the_sample_as_cut_off_keeps_the_bound() -> None:
    """Of 2,000 samples of 100, 95 % have at most the bound's share of the whole below the least.

    So a cut-off may be chosen from the very trials that it is judged by.
    """
    least = np.random.default_rng(0).uniform(size=(2000, 100)).min(axis=1)
    assert np.mean(least <= upper_bound(0, 100)) == pytest.approx(0.95, abs=0.015)


def test_two_trials_after_a_hundred_without_failure() -> None:
    """3.0 % for one trial are 0.087 % for two, within what is allowed; 50 trials need three."""
    bound = upper_bound(0, 100)
    assert trials_needed(bound) == 2
    assert bound**2 == pytest.approx(0.00087, abs=1e-5)
    assert bound**2 < FALSE_REJECTION
    assert trials_needed(upper_bound(0, 50)) == 3


def test_cut_off_lies_a_tenth_of_the_way_to_the_nearest_wrong_solution() -> None:
    """It starts from the worst right trial where that is laxer than what students are told."""
    wheats = [sample("good", 0.95, 0.99), sample("weak", 0.88, 0.95)]
    found = weigh("cell.learns", ACCURACY, wheats, sample("chaff", 0.3, 0.6))
    assert found.cut_off == CutOff(0.4, 0.852, trials=2)
    assert found.weakest.name == "weak"


def test_cut_off_stays_laxer_than_what_students_are_told() -> None:
    """However good all right solutions are, nobody is asked for more than was said."""
    found = weigh("cell.learns", ACCURACY, [sample("good", 0.97, 1)], sample("chaff", 0.1, 0.7))
    assert found.cut_off.full == pytest.approx(0.88)


def test_cut_off_where_small_is_good() -> None:
    """Right solutions below, wrong ones above: rounded upwards, to the lax side."""
    found = weigh("cell.spread", SPREAD, [sample("good", 1, 2)], sample("chaff", 4.0001, 5))
    assert found.cut_off.full == pytest.approx(3.101)
    assert not found.cut_off.met_by(3.11)


def test_cut_off_without_any_wrong_solution() -> None:
    """It goes towards the value that earns nothing instead."""
    assert weigh("cell.learns", ACCURACY, [sample("good", 0.9, 1)], None).cut_off.full == 0.85


def test_overlap_is_told_by_the_acceptance() -> None:
    """A wrong solution that passes one trial in two passes three in four times with two trials."""
    wrong = sample("chaff", 0.8001, 0.9999)
    cut_off = CutOff(0.4, 0.9, trials=2)
    assert wrong.short_of(cut_off) == 50
    assert wrong.acceptance(cut_off) == pytest.approx(0.75)
    assert wrong.acceptance_bound(cut_off) > 0.8


def test_rejection_of_the_weakest_right_solution_is_bounded() -> None:
    """Under 0.1 %, at the number of trials that is chosen; better ones need fewer trials."""
    wheats = [sample("good", 0.95, 0.99, count=20), sample("weak", 0.88, 0.95)]
    found = weigh("cell.learns", ACCURACY, wheats, sample("chaff", 0.3, 0.6))
    assert found.weakest.rejection_bound(found.cut_off) < FALSE_REJECTION


def test_too_few_trials_are_refused() -> None:
    """Six trials without failure bound one trial at 39 %: eight would be needed to reject."""
    with pytest.raises(CourseError, match="so 8 would be needed"):
        weigh("cell.learns", ACCURACY, [sample("good", 0.95, 0.99, count=6)], None)


def test_weakest_of_equals_is_the_one_tried_most() -> None:
    """Where all right solutions measure the same, the bound is that of the longest series."""
    few, many = sample("a", 1, 1, count=20), sample("b", 1, 1)
    assert weakest(ACCURACY, [few, many]) is many
    assert weakest(SPREAD, [sample("low", 1, 2), sample("high", 1, 2.5)]).name == "high"


def test_wrong_solution_as_good_as_told_is_refused() -> None:
    """Then no cut-off laxer than what students are told keeps it out."""
    with pytest.raises(CourseError, match="not between them"):
        weigh("cell.learns", ACCURACY, [sample("good", 0.95, 1)], sample("chaff", 0.5, 0.93))


def test_nearest_is_judged_by_its_best_trial() -> None:
    """One good trial is enough to be let through, so it counts, not the mean."""
    lucky, steady = sample("lucky", 0.1, 0.8), sample("steady", 0.5, 0.6)
    assert nearest(ACCURACY, [steady, lucky]) is lucky
    assert nearest(SPREAD, [sample("a", 5, 9), sample("b", 4, 300)]).name == "b"  # type: ignore[union-attr]
    assert nearest(ACCURACY, []) is None
