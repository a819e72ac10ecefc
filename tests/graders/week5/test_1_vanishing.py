"""Hidden graders of 1_vanishing: diagnose here, layer_gradient_norms from the module beside."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pytest
from compare import assert_keys, assert_number, entry
from layer_norms import TestLayerGradientNorms
from non_finite import assert_measured

from autograder.testing.checks import require

__all__ = ["TestLayerGradientNorms"]

Random = np.random.Generator
NAME = "diagnose"

# Exponents of ten between which a layer is clearly in a state.
EXPONENTS = {
    "vanished": (-12.0, -6.3),
    "weak": (-5.7, -4.3),
    "healthy": (-3.7, 0.7),
    "exploding": (1.3, 9.0),
}
# The states below a limit, at it and above it.
LIMITS = {
    1e-6: ("vanished", "weak", "weak"),
    1e-4: ("weak", "healthy", "healthy"),
    10.0: ("healthy", "healthy", "exploding"),
}
KEYS = {*EXPONENTS, "non_finite", "ratio", "verdict"}


def in_state(random: Random, state: str, count: int) -> list[float]:
    """Return norms of so many layers in one state."""
    return [float(10**exponent) for exponent in random.uniform(*EXPONENTS[state], size=count)]


def mixed(random: Random, norms: Iterable[float]) -> list[float]:
    """Return norms in random order, the outer ones healthy, so that no ratio tells the rest."""
    return [0.5, *map(float, random.permutation(list(norms))), 0.7]


def layers(norms: Sequence[float], backwards: bool = False) -> dict[str, float]:
    """Return norms by layer, as layer_gradient_norms gives them, their names in either order."""
    names = [f"network/dense_{index:02d}/kernel" for index in range(len(norms))]
    return dict(zip(names[::-1] if backwards else names, norms, strict=True))


def diagnosed(student: Any, norms: Sequence[float], backwards: bool = False) -> dict[Any, Any]:
    """Return what diagnose gives for these norms, checked to be a dict."""
    came = student.diagnose(layers(norms, backwards))
    require(isinstance(came, dict), "diagnose: expected a dict", came)
    return came


def assert_counts(report: dict[Any, Any], asked: dict[str, int], norms: Sequence[float]) -> None:
    """Require how many layers are in each of some states."""
    for state, count in asked.items():
        assert_number(entry(report, state), count, f"{state!r} of the norms {shown(norms)}")


def assert_ratio(
    student: Any, norms: Sequence[float], asked: float, backwards: bool = False
) -> None:
    """Require the ratio of these norms."""
    report = diagnosed(student, norms, backwards)
    assert_measured(entry(report, "ratio"), asked, f"'ratio' of the norms {shown(norms)}")


def assert_verdict(student: Any, norms: Sequence[float], asked: str) -> None:
    """Require the verdict on these norms."""
    came = entry(diagnosed(student, norms), "verdict")
    require(came == asked, f"'verdict' on the norms {shown(norms)}: expected {asked!r}", came)


def shown(norms: Sequence[float]) -> str:
    """Return norms for a message."""
    return "[" + ", ".join(f"{norm:.3g}" for norm in norms) + "]"


class TestDiagnose:
    """Criteria of diagnose."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Each layer has one state: a norm of 0 is vanished, and vanished is not weak.",
    )
    def test_layers_counted(self, student: Any, random: Random) -> None:
        """Count the layers in each state, so that the counts add up to the number of layers."""
        for _ in range(2):
            asked = {state: int(random.integers(1, 5)) for state in EXPONENTS}
            drawn = [in_state(random, state, count) for state, count in asked.items()]
            norms = mixed(random, [0.0, *chain(*drawn)])
            report = diagnosed(student, norms)
            assert_keys(report, KEYS, "the dict of diagnose")
            more = {"vanished": asked["vanished"] + 1, "healthy": asked["healthy"] + 2}
            assert_counts(report, {**asked, **more, "non_finite": 0}, norms)

    @pytest.mark.criterion(
        NAME, hint="Vanished is below 1e-6, weak below 1e-4, exploding above 10: < and >, not <=."
    )
    def test_at_the_limits(self, student: Any, random: Random) -> None:
        """Call 1e-6 weak, 1e-4 and 10 healthy, and count norms just below and above correctly."""
        for limit, (below, at_limit, above) in LIMITS.items():
            near = float(random.uniform(1.02, 1.08))
            for norm, state in ((limit / near, below), (limit, at_limit), (limit * near, above)):
                norms = [norm] * int(random.integers(1, 4))
                assert_counts(diagnosed(student, norms), {state: len(norms)}, norms)
            other = next(state for state in (below, above) if state != at_limit)
            assert_counts(diagnosed(student, [limit]), {other: 0}, [limit])

    @pytest.mark.criterion(
        NAME,
        hint="inf > 10 is True and NaN > 10 is False, but both are non-finite: check this first.",
        mistakes=(15, 34),
    )
    def test_non_finite_layers(self, student: Any, random: Random) -> None:
        """Count inf and NaN as non-finite only."""
        healthy, exploding = (in_state(random, state, 2) for state in ("healthy", "exploding"))
        exploding[0] = float(10 ** random.uniform(31, 37))  # large, and finite
        for bad in ([np.inf], [np.nan], [np.nan, np.inf, np.nan]):
            norms = mixed(random, [*bad, *healthy, *exploding])
            asked = {"non_finite": len(bad), "healthy": 4, "exploding": 2, "weak": 0, "vanished": 0}
            assert_counts(diagnosed(student, norms), asked, norms)

    @pytest.mark.criterion(
        NAME,
        hint="Divide the last norm by the first, in the order of the dict: no logarithm, no "
        "sorting, not the largest by the smallest.",
    )
    def test_ratio_of_last_to_first(self, student: Any, random: Random) -> None:
        """Give the last norm divided by the first, 1.0 for a single layer."""
        for exponent in (random.uniform(-4, -1), random.uniform(1, 4)):
            first, last = 0.05, float(0.05 * 10**exponent)
            between = in_state(random, "weak", 2) + in_state(random, "exploding", 2)
            norms = [first, *map(float, random.permutation(between)), last]
            for backwards in (False, True):
                assert_ratio(student, norms, last / first, backwards)
        assert_ratio(student, in_state(random, "healthy", 1), 1.0)

    @pytest.mark.criterion(
        NAME,
        hint="Handle a first norm of 0 separately: inf, or 1.0 for 0 / 0; do not add an epsilon, "
        "and take no small norm for 0.",
        needs=("ratio_of_last_to_first",),
        mistakes=(14,),
    )
    def test_ratio_without_a_number(self, student: Any, random: Random) -> None:
        """Give inf if only the first norm is 0, 1.0 if both are 0, and NaN if either one is NaN."""
        some = in_state(random, "healthy", 1)[0]
        for first, last in ((0.0, some), (0.0, 1e-9), (0.0, np.inf)):
            assert_ratio(student, [first, some, last], np.inf)
        assert_ratio(student, [0.0, some, 0.0], 1.0)
        tiny = float(10 ** random.uniform(-34, -28))
        for last in (1e3 * tiny, some):
            assert_ratio(student, [tiny, some, last], last / tiny)
        assert_ratio(student, [some, some, 0.0], 0.0)
        for only, ratio in ((0.0, 1.0), (np.nan, np.nan), (np.inf, np.nan)):
            assert_ratio(student, [only], ratio)
        for first, last in ((np.nan, some), (some, np.nan), (0.0, np.nan), (np.inf, np.inf)):
            assert_ratio(student, [first, some, last], np.nan)

    @pytest.mark.criterion(
        NAME,
        hint="The worst layer decides: non-finite, then exploding, then vanishing; ignore weak.",
    )
    def test_verdict(self, student: Any, random: Random) -> None:
        """Judge by the worst layer: non-finite, then exploding, then vanishing, else healthy."""
        worse = in_state(random, "healthy", 2) + in_state(random, "weak", 3)
        assert_verdict(student, mixed(random, worse), "healthy")
        worse += in_state(random, "vanished", 2)
        assert_verdict(student, mixed(random, worse), "vanishing")
        worse += in_state(random, "exploding", 1)
        assert_verdict(student, mixed(random, worse), "exploding")
        for bad in (np.inf, np.nan):
            assert_verdict(student, mixed(random, [*worse, bad]), "non-finite")

    @pytest.mark.criterion(
        NAME,
        hint="Every layer counts, also the first and the last; their order does not matter.",
    )
    def test_verdict_of_outer_layers(self, student: Any, random: Random) -> None:
        """Judge by the worst layer, even if it is the first or the last one."""
        healthy, small, large = (
            in_state(random, state, 1)[0] for state in ("healthy", "vanished", "exploding")
        )
        for worst, mild, verdict in (
            (small, healthy, "vanishing"),
            (large, small, "exploding"),
            (np.nan, large, "non-finite"),
        ):
            for norms in ([worst, mild, healthy], [healthy, mild, worst]):
                assert_verdict(student, norms, verdict)

    @pytest.mark.criterion(
        NAME,
        hint="The ratio compares only two layers: it can be 1 when all layers have vanished.",
        mistakes=(41,),
    )
    def test_verdict_not_by_ratio(self, student: Any, random: Random) -> None:
        """Judge by the size of each norm, not by the ratio."""
        small = in_state(random, "vanished", 1)[0]
        assert_verdict(student, [small] * 4, "vanishing")
        large = in_state(random, "exploding", 1)[0]
        assert_verdict(student, [large] * 4, "exploding")
        assert_verdict(student, [2e-4, 0.01, 1.0, 9.0], "healthy")
        assert_verdict(student, [9.0, 1.0, 0.01, 2e-4], "healthy")

    @pytest.mark.criterion(
        NAME,
        hint="An empty dict is an error, not 'healthy'. Read the caller's dict, do not change it.",
        mistakes=(12,),
    )
    def test_careful_with_norms(self, student: Any, random: Random) -> None:
        """Raise ValueError for an empty dict, and do not change the dict that is passed in."""
        norms = layers(in_state(random, "healthy", 4))
        kept = student.keep(norms)
        student.diagnose(kept)
        left = student.fetch(kept)
        assert left == norms, f"norms after the call: expected {norms}, got {left}"
        raised = student.raises("ValueError", student.diagnose, {})
        assert raised, "diagnose({}): expected ValueError, got none"
