"""Criteria of convergence_epoch; test_4_remedies imports them.

No loss is near a limit, so that rounding decides nothing; where one is at it, it is exactly so.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograder.grading.checks import describe
from autograder.worker.wire import Tensor

Random = np.random.Generator
NAME = "convergence_epoch"


def settled(losses: Sequence[float], window: int = 5, tolerance: float = 0.01) -> int | None:
    """Return the epoch that convergence_epoch should find."""
    for last in range(window - 1, len(losses)):
        held = np.array(losses[last - window + 1 : last + 1])
        level = held.mean() <= 0.9 * losses[0]
        if np.isfinite(held).all() and np.ptp(held) <= tolerance and level:
            return last
    return None


def assert_epoch(student: Any, losses: Sequence[float], **settings: Any) -> None:
    """Require the epoch at which these losses have settled."""
    losses = [float(loss) for loss in losses]
    came, asked = student.convergence_epoch(losses, **settings), settled(losses, **settings)
    shown = ", ".join(f"{loss:.4g}" for loss in losses)
    given = "".join(f", {name}={value:.4g}" for name, value in settings.items())
    what = f"convergence_epoch([{shown}]{given}): expected {asked}, got {describe(came)}"
    epoch = as_epoch(came)
    # True equals 1 in Python, and is no epoch.
    assert epoch == asked and not isinstance(epoch, bool), what


def as_epoch(came: Any) -> Any:
    """Return an epoch as a Python int, NumPy's integers included; all else as it is."""
    if isinstance(came, Tensor) and came.kind == "scalar" and came.array.dtype.kind in "iu":
        return int(came.array)
    return came


def flat(random: Random, level: float, count: int, tolerance: float = 0.01) -> list[float]:
    """Return losses that differ by less than the tolerance."""
    return [float(loss) for loss in level + tolerance * random.uniform(0, 0.8, size=count)]


def falling(random: Random, start: float, end: float) -> list[float]:
    """Return four to seven losses that fall by steps far larger than any tolerance here."""
    count = int(random.integers(4, 8))
    return [float(loss) for loss in np.linspace(start, end, count)]


class TestConvergenceEpoch:
    """Criteria of convergence_epoch."""

    @pytest.mark.criterion(
        NAME, hint="Epochs count from 0; the answer is the epoch at which the window ends."
    )
    def test_end_of_window(self, student: Any, random: Random) -> None:
        """Give the epoch at which a settled window ends, counted from 0."""
        start = float(random.uniform(2, 4))
        fall = falling(random, start, 0.6 * start)
        assert_epoch(student, [*fall, *flat(random, 0.4 * start, 5)])
        assert_epoch(student, [*fall, *[0.0] * 5])

    @pytest.mark.criterion(NAME, hint="Where nothing has settled the answer is None, not a number.")
    def test_none_for_never(self, student: Any, random: Random) -> None:
        """Give None for a loss that falls to the end."""
        start = float(random.uniform(2, 4))
        assert_epoch(student, np.linspace(start, 0.1 * start, int(random.integers(9, 14))))

    @pytest.mark.criterion(
        NAME,
        hint="The first window that has settled gives the answer, not the last or the lowest.",
        needs=("end_of_window",),
    )
    def test_first_settled_epoch(self, student: Any, random: Random) -> None:
        """Give the epoch at which the first settled window ends."""
        start = float(random.uniform(2, 4))
        fall = falling(random, start, 0.6 * start)
        losses = [*fall, *flat(random, 0.4 * start, int(random.integers(6, 9)))]
        assert_epoch(student, losses)
        assert_epoch(student, [*losses, 0.3 * start, *flat(random, 0.2 * start, 7), 0.1 * start])

    @pytest.mark.criterion(
        NAME,
        hint="window and tolerance are arguments; 5 and 0.01 are only what they default to.",
        needs=("end_of_window",),
        mistakes=(22,),
    )
    def test_window_and_tolerance(self, student: Any, random: Random) -> None:
        """Use the window and the tolerance that are given."""
        start = float(random.uniform(2, 4))
        for window in map(int, random.permutation([2, 3, 8])):
            tolerance = float(random.choice([0.001, 0.05]))
            fall = falling(random, start, 0.6 * start)
            losses = [*fall, *flat(random, 0.3 * start, window, tolerance)]
            assert_epoch(student, losses, window=window, tolerance=tolerance)
        wide = 0.3 * start + np.array([0, 0.03, 0.03, 0, 0.03])
        assert_epoch(student, [start, *wide], tolerance=float(random.uniform(0.04, 0.06)))
        assert_epoch(student, [start, 1.0, 0.75, 1.0, 0.75, 1.0], tolerance=0.25)

    @pytest.mark.criterion(
        NAME,
        hint="A loss that has not fallen may stand still: ask for its level, and go on.",
        needs=("end_of_window", "none_for_never", "window_and_tolerance"),
        mistakes=(50,),
    )
    def test_must_have_fallen(self, student: Any, random: Random) -> None:
        """Give None for a loss that stands still where it began; wait for the fall."""
        start = float(random.uniform(2, 4))
        still = flat(random, start, 12)
        assert_epoch(student, still)
        assert_epoch(student, [*still, *flat(random, 0.5 * start, 5)])
        assert_epoch(student, [start, *flat(random, 0.95 * start, 9)])
        assert_epoch(student, [*falling(random, start, 0.95 * start), 0.5 * start], window=1)

    @pytest.mark.criterion(
        NAME,
        hint="The mean of the window is compared with 0.9 times the very first loss.",
        needs=("end_of_window", "none_for_never"),
    )
    def test_mean_against_first(self, student: Any, random: Random) -> None:
        """Compare the mean of the window with the first loss, not the last one nor the largest."""
        start = float(random.uniform(2, 4))
        assert_epoch(student, [start, 3 * start, *flat(random, 0.95 * start, 9)])
        small = float(random.uniform(0.098, 0.102))
        assert_epoch(student, np.array([1.0, 0.95, 0.94, 0.93, 0.92, 0.87]) * small)
        assert_epoch(student, np.array([1.0, 0.95, 0.9, 0.87, 0.86, 0.88]) * small)

    @pytest.mark.criterion(
        NAME,
        hint="Spread is largest - smallest; small steps, or equal ends, can hide a long way.",
        needs=("none_for_never",),
    )
    def test_spread_of_window(self, student: Any, random: Random) -> None:
        """Ask of all values of a window, not of neighbours, that they lie within tolerance."""
        start, tolerance = float(random.uniform(2, 4)), float(random.uniform(0.02, 0.05))
        drift = 0.5 * start - 0.6 * tolerance * np.arange(9)
        assert_epoch(student, [start, *drift], window=5, tolerance=tolerance)
        waves = 0.5 * start + tolerance * np.array([0, 0.7, 1.3, 0.6] * 3)
        assert_epoch(student, [start, *waves], window=5, tolerance=tolerance)
        assert_epoch(student, [start, *0.3 * start + np.array([0, 0.015, 0, 0.015, 0])])

    @pytest.mark.criterion(
        NAME,
        hint="A window that holds inf or NaN does not count, but later ones do.",
        needs=("end_of_window", "none_for_never"),
    )
    def test_non_finite_losses(self, student: Any, random: Random) -> None:
        """Pass over windows that hold inf or NaN, and go on."""
        start = float(random.uniform(2, 4))
        for bad in random.permutation([np.inf, np.nan]):
            before, after = (flat(random, 0.4 * start, count) for count in (4, 5))
            losses = [start, *before, bad, *after]
            assert_epoch(student, losses)
            assert_epoch(student, losses[:-3])

    @pytest.mark.criterion(
        NAME,
        hint="No epoch, fewer than `window`, or an empty list: None, and nothing is raised.",
        needs=("none_for_never",),
        mistakes=(7,),
    )
    def test_too_few_epochs(self, student: Any, random: Random) -> None:
        """Give None where no window of full length has settled, also for no losses."""
        start = float(random.uniform(2, 4))
        assert_epoch(student, [start, *flat(random, 0.4 * start, 3)])
        assert_epoch(student, [start, *flat(random, 0.4 * start, 4)])
        assert_epoch(student, [start, 0.7 * start, 0.6 * start], tolerance=0.6 * start)
        assert_epoch(student, [])
