"""What many trials say about a cut-off: how often it rejects the right and accepts the wrong.

A trial of a solution falls short of a cut-off with some probability p, the same for every trial.
From k of n trials p is bounded above by the one-sided Clopper-Pearson limit at 95 %,
`scipy.stats.binomtest(k, n, "less").proportion_ci(0.95, "exact").high`; for k = 0 this is
1 - 0.05^(1/n), 3.0 % for 100 trials. A cut-off that is chosen at or below the smallest of n values
has the same bound, by Wilks' tolerance limit: P(X < X_(1)) follows Beta(1, n), whose 95 % quantile
is that number. So choosing the cut-off from the trials that it is judged by costs nothing.

A criterion rejects only after t trials have fallen short. Trials start from fresh initial weights
and data, so they are independent, and a right solution is rejected with probability p^t at most.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from autograder.errors import CourseError
from autograder.testing.chance import Statistic
from autograder.thresholds import CutOff

CONFIDENCE = 0.95
FALSE_REJECTION = 0.001
MOST_TRIALS = 5
# The way from the right solutions to the nearest wrong one that the cut-off goes: the room left
# for right solutions that nobody has thought of.
ROOM = 0.1
DIGITS = 3
QUANTILES = (0.0, 0.05, 0.5, 0.95, 1.0)


@dataclass(frozen=True)
class Sample:
    """What the trials of one solution measured."""

    name: str
    values: tuple[float, ...]

    @property
    def quantiles(self) -> list[float]:
        """Return the values at QUANTILES: least, 5 %, median, 95 %, greatest."""
        return [float(value) for value in np.quantile(self.values, QUANTILES)]

    def short_of(self, cut_off: CutOff) -> int:
        """Count the trials that do not earn full credit."""
        return sum(not cut_off.met_by(value) for value in self.values)

    def rejection_bound(self, cut_off: CutOff) -> float:
        """Bound the probability that all trials which the cut-off allows fall short."""
        return float(upper_bound(self.short_of(cut_off), len(self.values)) ** cut_off.trials)

    def acceptance_bound(self, cut_off: CutOff) -> float:
        """Bound the probability that one of the trials which the cut-off allows is enough."""
        passed = len(self.values) - self.short_of(cut_off)
        return float(1 - (1 - upper_bound(passed, len(self.values))) ** cut_off.trials)

    def acceptance(self, cut_off: CutOff) -> float:
        """Return the probability of acceptance that the trials themselves show."""
        return float(1 - (self.short_of(cut_off) / len(self.values)) ** cut_off.trials)


@dataclass(frozen=True)
class Evidence:
    """A statistic with the trials of all right solutions and of the nearest wrong one."""

    name: str
    statistic: Statistic
    cut_off: CutOff
    wheats: tuple[Sample, ...]
    chaff: Sample | None

    @property
    def weakest(self) -> Sample:
        """The right solution that comes nearest to being rejected."""
        return weakest(self.statistic, self.wheats)


def weigh(
    name: str, statistic: Statistic, wheats: Sequence[Sample], chaff: Sample | None
) -> Evidence:
    """Choose cut-off and number of trials; CourseError where no honest ones exist."""
    full = _full(statistic, wheats, chaff)
    # No right solution falls short of it, by choice; the weakest has the most trials.
    bound = upper_bound(0, len(weakest(statistic, wheats).values))
    trials = trials_needed(bound)
    if trials > MOST_TRIALS:
        raise CourseError(
            f"{name}: one trial of a right solution may fail with probability {bound:.1%}, "
            f"so {trials} would be needed; run more trials, or measure something that varies less"
        )
    return Evidence(name, statistic, CutOff(statistic.zero, full, trials), tuple(wheats), chaff)


def upper_bound(events: int, trials: int) -> float:
    """Return the one-sided Clopper-Pearson limit for `events` of `trials`, at 95 %."""
    interval = binomtest(events, trials, alternative="less").proportion_ci(CONFIDENCE, "exact")
    return float(interval.high)


def trials_needed(bound: float) -> int:
    """Return the smallest t with bound^t within the false rejection that is allowed."""
    if bound >= 1:
        return MOST_TRIALS + 1
    return max(1, math.ceil(math.log(FALSE_REJECTION) / math.log(bound)))


def weakest(statistic: Statistic, wheats: Sequence[Sample]) -> Sample:
    """Return the right solution with the worst trial; of several the one with the most trials."""
    sign = _sign(statistic)
    return min(wheats, key=lambda each: (min(sign * v for v in each.values), -len(each.values)))


def nearest(statistic: Statistic, chaffs: Sequence[Sample]) -> Sample | None:
    """Return the wrong solution with the best trial; of several the one with the most trials."""
    sign = _sign(statistic)
    return max(
        chaffs,
        key=lambda each: (max(sign * v for v in each.values), len(each.values)),
        default=None,
    )


def _sign(statistic: Statistic) -> float:
    """Return 1 where large values are good, else -1."""
    return 1.0 if statistic.told > statistic.zero else -1.0


def _full(statistic: Statistic, wheats: Sequence[Sample], chaff: Sample | None) -> float:
    """Return the cut-off: from the right solutions a tenth of the way to the nearest wrong one.

    It starts from the worst of all their trials, or from what students are told, whichever is
    laxer, and is rounded to the lax side.
    """
    sign = _sign(statistic)
    right = min(sign * value for wheat in wheats for value in wheat.values)
    base = min(right, sign * statistic.told)
    values = chaff.values if chaff else (statistic.zero,)
    wrong = min(base, max(sign * value for value in values))
    step = 10.0**DIGITS
    full = sign * math.floor((base - ROOM * (base - wrong)) * step) / step
    if not sign * statistic.zero < sign * full < sign * statistic.told:
        told = f"{statistic.criterion}: students are told {statistic.told:g}, nothing is earned at"
        raise CourseError(f"{told} {statistic.zero:g}; a cut-off of {full:g} is not between them")
    return full
