"""Criteria of convergence_epoch; test_4_remedies imports them.

No loss is near a limit, so that rounding decides nothing; where one is at it, it is exactly so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from autograder.testing.checks import require
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


@dataclass(frozen=True)
class Habit:
    """What a student's function does wherever it is asked, so that it loses that only once.

    `offset` is what it adds to each epoch at the default window, `never` what it gives for None;
    without `goes_on` it finds no window but the last.
    """

    offset: int = 0
    never: Any = None
    goes_on: bool = True

    def means(self, came: Any, asked: int | None, window: int = 5) -> bool:
        """Whether an answer is the one asked for, but for the habit.

        An offset is the same for all windows, or counts from where the window begins.
        """
        if asked is None:
            return same(came, self.never)
        offsets = {self.offset, self.offset + (5 - window if self.offset else 0)}
        return any(same(came, asked + offset) for offset in offsets)

    def ended(self, losses: Sequence[float]) -> list[float]:
        """Return losses that fall once more, where the function is used to that."""
        return [*losses, 0.2 * losses[-1]] if self.goes_on else list(losses)


HONEST = Habit()


def habit(student: Any, random: Random) -> Habit:
    """Find out what a student's function does where a loss settles, and where it does not."""
    settling = [settled_late(random, count) for count in (4, 6)]
    found = [as_epoch(student.convergence_epoch(HONEST.ended(losses))) for losses in settling]
    goes_on = all(is_epoch(came) for came in found)
    if not goes_on:
        found = [as_epoch(student.convergence_epoch(losses)) for losses in settling]
    for losses, came in zip(settling, found, strict=True):
        what = f"convergence_epoch({shown(losses)}): expected {settled(losses)}"
        require(is_epoch(came), what, came)
    offsets = {came - settled(losses) for losses, came in zip(settling, found, strict=True)}
    never = [as_epoch(student.convergence_epoch(list(np.linspace(3, 1, n)))) for n in (9, 12)]
    return Habit(
        offset=offsets.pop() if len(offsets) == 1 else 0,
        never=never[0] if same(*never) else None,
        goes_on=goes_on,
    )


def settled_late(random: Random, count: int) -> list[float]:
    """Return losses that fall for `count` epochs and settle, for as long as a window."""
    start = float(random.uniform(2, 4))
    return [*map(float, np.linspace(start, 0.6 * start, count)), *flat(random, 0.4 * start, 5)]


def shown(losses: Sequence[float]) -> str:
    """Return losses as a list of Python, rounded."""
    return f"[{', '.join(f'{loss:.4g}' for loss in losses)}]"


def assert_epoch(
    student: Any, losses: Sequence[float], usual: Habit = HONEST, **settings: Any
) -> None:
    """Require the epoch at which these losses have settled, as the student's function counts."""
    losses = [float(loss) for loss in losses]
    came, asked = student.convergence_epoch(losses, **settings), settled(losses, **settings)
    given = "".join(f", {name}={value:.4g}" for name, value in settings.items())
    counted = f", that is {asked + usual.offset} as you count" if asked and usual.offset else ""
    what = f"convergence_epoch({shown(losses)}{given}): expected {asked}{counted}"
    require(usual.means(as_epoch(came), asked, settings.get("window", 5)), what, came)


def same(came: Any, asked: Any) -> bool:
    """Whether two plain answers are equal; True equals 1 in Python, and is no epoch."""
    plain = came is None or isinstance(came, bool | int | float | str)
    return plain and isinstance(came, bool) == isinstance(asked, bool) and bool(came == asked)


def is_epoch(came: Any) -> bool:
    """Whether an answer is a whole number, and no truth value."""
    return isinstance(came, int) and not isinstance(came, bool)


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
        for count in (4, 6):
            losses, usual = settled_late(random, count), habit(student, random)
            assert_epoch(student, usual.ended(losses))

    @pytest.mark.criterion(
        NAME,
        hint="The first window ends at epoch window - 1, the last at the last epoch: try them all.",
        mistakes=(52,),
    )
    def test_first_and_last_epoch(self, student: Any, random: Random) -> None:
        """Look at every window, the very first and the very last included."""
        usual, start = habit(student, random), float(random.uniform(0.036, 0.04))
        first = start * np.array([1, 0.95, 0.93, 0.84, 0.76])
        assert_epoch(student, first, usual)
        assert_epoch(student, usual.ended(first), usual)
        fall = falling(random, 3.0, 1.8)
        assert_epoch(student, [*fall, *flat(random, 1.2, 5)], usual)
        assert_epoch(student, [*fall, *[0.0] * 5], usual)

    @pytest.mark.criterion(NAME, hint="If no window has settled, the answer is None, not a number.")
    def test_none_for_never(self, student: Any, random: Random) -> None:
        """Give None for a loss that falls until the end."""
        habit(student, random)
        start = float(random.uniform(2, 4))
        assert_epoch(student, np.linspace(start, 0.1 * start, int(random.integers(9, 14))))

    @pytest.mark.criterion(
        NAME,
        hint="The first window that has settled gives the answer, not the last or the lowest.",
    )
    def test_first_settled_epoch(self, student: Any, random: Random) -> None:
        """Give the epoch at which the first settled window ends."""
        usual, start = habit(student, random), float(random.uniform(2, 4))
        fall = falling(random, start, 0.6 * start)
        losses = [*fall, *flat(random, 0.4 * start, int(random.integers(6, 9)))]
        assert_epoch(student, losses, usual)
        later = [0.3 * start, *flat(random, 0.2 * start, 7), 0.1 * start]
        assert_epoch(student, [*losses, *later], usual)

    @pytest.mark.criterion(
        NAME,
        hint="window and tolerance are arguments; 5 and 0.01 are only their defaults.",
        mistakes=(22,),
    )
    def test_window_and_tolerance(self, student: Any, random: Random) -> None:
        """Use the window and the tolerance that are given."""
        usual, start = habit(student, random), float(random.uniform(2, 4))
        for window in map(int, random.permutation([2, 3, 8])):
            tolerance = float(random.choice([0.001, 0.05]))
            fall = falling(random, start, 0.6 * start)
            losses = usual.ended([*fall, *flat(random, 0.3 * start, window, tolerance)])
            assert_epoch(student, losses, usual, window=window, tolerance=tolerance)
        wide = 0.3 * start + np.array([0, 0.03, 0.03, 0, 0.03])
        losses = usual.ended([start, 0.7 * start, *wide])
        assert_epoch(student, losses, usual, tolerance=float(random.uniform(0.04, 0.06)))
        losses = usual.ended([2.0, 1.5, 1.0, 0.75, 1.0, 0.75, 1.0])
        assert_epoch(student, losses, usual, tolerance=0.25)

    @pytest.mark.criterion(
        NAME,
        hint="A loss can be flat without having fallen: check its level too, and go on.",
        mistakes=(50,),
    )
    def test_must_have_fallen(self, student: Any, random: Random) -> None:
        """Give None for a loss that stays flat at its first level; wait until it has fallen."""
        usual, start = habit(student, random), float(random.uniform(2, 4))
        still = flat(random, start, 12)
        assert_epoch(student, still, usual)
        fallen = [*still, *flat(random, 0.5 * start, 5)]
        assert_epoch(student, usual.ended(fallen), usual)
        assert_epoch(student, [start, *flat(random, 0.95 * start, 9)], usual)
        fall = falling(random, start, 0.95 * start)
        risen = [0.95 * start] if usual.goes_on else []
        assert_epoch(student, [*fall, 0.5 * start, *risen], usual, window=1)

    @pytest.mark.criterion(
        NAME,
        hint="The mean of the window is compared with 0.9 times the very first loss.",
    )
    def test_mean_against_first(self, student: Any, random: Random) -> None:
        """Compare the mean of the window with the first loss, not with the last or the largest."""
        usual, start = habit(student, random), float(random.uniform(2, 4))
        high = [start, 3 * start, *flat(random, 0.95 * start, 9)]
        assert_epoch(student, high, usual)
        small = float(random.uniform(0.098, 0.102))
        assert_epoch(student, np.array([1.0, 0.95, 0.94, 0.93, 0.92, 0.87]) * small, usual)
        low = small * np.array([1.0, 0.95, 0.9, 0.87, 0.86, 0.88])
        assert_epoch(student, usual.ended(low), usual)

    @pytest.mark.criterion(
        NAME,
        hint="The spread is largest - smallest; small steps, or equal ends, can hide a large one.",
    )
    def test_spread_of_window(self, student: Any, random: Random) -> None:
        """Compare all values of a window with the tolerance, not only neighbours."""
        usual = habit(student, random)
        start, tolerance = float(random.uniform(2, 4)), 0.01
        after = usual.ended([0.3 * start, *flat(random, 0.2 * start, 5)])
        drift = 0.5 * start - 0.6 * tolerance * np.arange(9)
        assert_epoch(student, [start, *drift, *after], usual)
        waves = 0.5 * start + tolerance * np.array([0, 0.7, 1.3, 0.6] * 3)
        assert_epoch(student, [start, *waves, *after], usual)
        zigzag = 0.4 * start + tolerance * np.array([0, 1.5, 0, 1.5, 0])
        assert_epoch(student, [start, *zigzag, *after], usual)

    @pytest.mark.criterion(
        NAME, hint="A window that holds inf or NaN does not count, but later ones do."
    )
    def test_non_finite_losses(self, student: Any, random: Random) -> None:
        """Skip windows that contain inf or NaN, and go on."""
        usual, start = habit(student, random), float(random.uniform(2, 4))
        for bad in random.permutation([np.inf, np.nan]):
            before, after = (flat(random, 0.4 * start, count) for count in (4, 5))
            losses = [start, *before, bad, *after]
            assert_epoch(student, usual.ended(losses), usual)
            assert_epoch(student, losses[:-2], usual)

    @pytest.mark.criterion(
        NAME,
        hint="For fewer than `window` epochs, or an empty list, give None and raise nothing.",
        mistakes=(7,),
    )
    def test_too_few_epochs(self, student: Any, random: Random) -> None:
        """Give None if no full window has settled, also for an empty list."""
        usual, start = habit(student, random), float(random.uniform(2, 4))
        assert_epoch(student, [start, *flat(random, 0.4 * start, 3)], usual)
        assert_epoch(student, [start, *flat(random, 0.4 * start, 4)], usual)
        short = [0.05, 0.042, 0.041, 0.042]
        assert_epoch(student, short, usual)
        assert_epoch(student, [], usual)
