"""Hidden graders of 4_remedies: rank here, the rest from the modules beside."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from convergence import TestConvergenceEpoch
from optimizer_comparison import TestCompareOptimizers

from autograder.testing.checks import as_list

__all__ = ["TestCompareOptimizers", "TestConvergenceEpoch"]

Random = np.random.Generator
NAME = "rank"
NAMES = ("SGD", "Adam", "RMSprop", "Adagrad", "AdamW", "momentum", "Lion")
NUMBERS = ("average_gradient_norm", "gradient_stability", "loss_reduction")


def names(random: Random, count: int) -> list[str]:
    """Return some names in random order."""
    return [str(name) for name in random.permutation(NAMES)[:count]]


def run(random: Random, final_loss: float) -> dict[str, Any]:
    """Return a run with this validation loss; all other numbers are finite and drawn at random."""
    lists = {key: random.uniform(0.1, 9, size=4).tolist() for key in ("gradient_norms", "losses")}
    numbers = {key: float(random.uniform(1, 9)) for key in NUMBERS}
    return {**lists, "final_loss": final_loss, **numbers}


def assert_last(student: Any, results: dict[str, Any], asked: str, what: str) -> None:
    """Require all names, this one at the end."""
    came = as_list(student.rank(results), len(results), f"rank of {what}")
    message = f"rank of {what}, given {list(results)}: expected {asked!r} at the end, got {came}"
    assert came[-1] == asked, message


def assert_ranked(student: Any, results: dict[str, Any], asked: Sequence[str], what: str) -> None:
    """Require the names in this order."""
    came = as_list(student.rank(results), len(asked), f"rank of {what}")
    message = f"rank of {what}, given {list(results)}: expected {list(asked)}, got {came}"
    assert came == list(asked), message


class TestRank:
    """Criteria of rank."""

    @pytest.mark.criterion(
        NAME, hint="rank returns a list of the names, each once: no pairs, no losses, no runs."
    )
    def test_names_given(self, student: Any, random: Random) -> None:
        """Give a list of all names."""
        asked = names(random, 5)
        results = {name: run(random, float(random.uniform(0, 9))) for name in asked}
        came = as_list(student.rank(results), len(asked), "rank of 5 runs")
        for name in asked:
            assert name in came, f"rank of {asked}: expected these names, got {came}"

    @pytest.mark.criterion(
        NAME,
        hint="The smallest final_loss comes first, never rounded; no other number of a run counts.",
        needs=("names_given",),
    )
    def test_by_final_loss(self, student: Any, random: Random) -> None:
        """Give the names in order of final_loss, the smallest first."""
        for count in (7, 5):
            order = names(random, count)
            losses = dict(zip(order, np.sort(random.uniform(0, 9, size=count)), strict=True))
            shuffled = [str(name) for name in random.permutation(order)]
            results = {name: run(random, float(losses[name])) for name in shuffled}
            assert_ranked(student, results, order, "finite runs")
        order, scale = names(random, 6), float(random.uniform(1, 2))
        losses = np.array([1e-7, 2e-7, 1, 1 + 1e-6, 2e4, 1e9]) * scale
        pairs = list(zip(order, map(float, losses), strict=True))
        # The worst first: whoever takes two of them for equal, or for diverged, keeps that order.
        results = {name: run(random, loss) for name, loss in reversed(pairs)}
        assert_ranked(student, results, order, "runs of tiny, near and large losses")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="NaN is neither smaller nor larger than a number: put diverged runs last, drop none.",
        needs=("names_given",),
        mistakes=(49,),
    )
    def test_diverged_last(self, student: Any, random: Random) -> None:
        """Put runs whose final_loss is inf or NaN last, and leave none out."""
        for bad in random.permutation([np.nan, np.inf]):
            for place in range(4):
                losses = [7.0, 3.0, 1.0] * random.uniform(1, 2, size=3)
                pairs = list(zip(names(random, 3), map(float, losses), strict=True))
                pairs.insert(place, ("diverged", float(bad)))
                results = {name: run(random, loss) for name, loss in pairs}
                assert_last(student, results, "diverged", f"runs, one of loss {bad}")

    @pytest.mark.criterion(
        NAME,
        hint="inf or NaN in any list or number of a run means it diverged, even if final_loss is "
        "good.",
        needs=("names_given",),
        mistakes=(34,),
    )
    def test_diverged_on_the_way(self, student: Any, random: Random) -> None:
        """Count a run as diverged if any number in it is inf or NaN."""
        for key in ("losses", "gradient_norms", *NUMBERS):
            first, second, third = names(random, 3)
            results = {name: run(random, loss) for name, loss in ((first, 0.1), (second, 2.0))}
            results = {third: run(random, 1.0), **results}
            bad = float(random.choice([np.nan, np.inf, -np.inf]))
            if key in NUMBERS:
                results[first][key] = bad
            else:
                results[first][key][int(random.integers(4))] = bad
            assert_last(student, results, first, f"runs, {bad} in {key!r} of {first!r}")

    @pytest.mark.criterion(
        NAME,
        hint="Runs of equal loss, and diverged runs, keep the order of `results`.",
        needs=("names_given",),
    )
    def test_order_kept(self, student: Any, random: Random) -> None:
        """Keep the order of `results` among equal losses and among diverged runs."""
        # Neither in alphabetical order nor in its reverse.
        for order in (["SGD", "Adam", "RMSprop", "Lion"], ["Lion", "SGD", "Adam", "RMSprop"]):
            tied = {name: run(random, 0.5) for name in order}
            assert_ranked(student, tied, order, "runs of equal loss")
            diverged = {name: run(random, 9.0 - index) for index, name in enumerate(order)}
            for name, bad in zip(order, random.permutation([np.nan, np.inf] * 2), strict=True):
                diverged[name]["losses"][0] = float(bad)
            assert_ranked(student, diverged, order, "diverged runs")

    @pytest.mark.criterion(
        NAME,
        hint="Remove nothing from `results`, the caller still needs it; and it may be empty.",
        mistakes=(7, 12),
    )
    def test_results_untouched(self, student: Any, random: Random) -> None:
        """Do not change `results`, and give an empty list if it is empty."""
        results = {name: run(random, float(random.uniform(0, 9))) for name in names(random, 4)}
        kept = student.keep(results)
        student.rank(kept)
        left = student.fetch(kept)
        same = list(left) == list(results) and left == results
        assert same, f"results after the call: expected no change, got changed ones: {list(left)}"
        assert_ranked(student, {}, [], "{}")
