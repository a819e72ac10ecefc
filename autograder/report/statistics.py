"""Statistics of a test: facility and discrimination of its items, its reliability.

Arrays have a row for each student and a column for each criterion; NaN where there is no
judgement. Credits lie in [0, 1]; `shares` are the points that a criterion is worth.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from autograder.report.schema import Interval

Array = npt.NDArray[np.float64]

LEVEL = 0.95
# Sums of decimals differ by less than this where they mean the same.
EQUAL = 1e-9
FEWEST = 3
FEWEST_FOR_INTERVAL = 4


@dataclass(frozen=True)
class Estimate:
    """A statistic with its interval; None where there is too little to compute it from."""

    value: float | None = None
    interval: Interval | None = None


def facility(credits: Array) -> list[float | None]:
    """Return the mean credit of each criterion over those judged."""
    columns = [column[~np.isnan(column)] for column in credits.T]
    return [float(column.mean()) if column.size else None for column in columns]


def rest_shares(credits: Array, shares: Array) -> Array:
    """Return for each criterion the share earned of all the others that were judged."""
    possible = np.where(np.isnan(credits), 0.0, shares)
    earned = np.where(np.isnan(credits), 0.0, credits) * possible
    rest = earned.sum(axis=1, keepdims=True) - earned
    most = possible.sum(axis=1, keepdims=True) - possible
    shared: Array = np.full_like(rest, np.nan)
    np.divide(rest, most, out=shared, where=most > EQUAL)
    return shared


def discrimination(credits: Array, shares: Array) -> list[Estimate]:
    """Correlate each criterion's credit with the rest, the criterion itself left out."""
    rest = rest_shares(credits, shares)
    return [_correlation(*pair) for pair in zip(credits.T, rest.T, strict=True)]


def alpha(credits: Array, shares: Array) -> tuple[Estimate, int, int]:
    """Return Cronbach's alpha of the points, with how many students and criteria it rests on."""
    kept = (~np.isnan(credits)).sum(axis=0) * 2 >= max(1, len(credits))
    points = (credits * shares)[:, kept]
    points = points[~np.isnan(points).any(axis=1)]
    students, criteria = points.shape
    return _alpha(points), students, criteria


def _correlation(one: Array, other: Array) -> Estimate:
    both = ~(np.isnan(one) | np.isnan(other))
    x, y = one[both], other[both]
    if x.size < FEWEST or min(np.ptp(x), np.ptp(y)) < EQUAL:
        return Estimate()
    found = stats.pearsonr(x, y)
    r = float(found.statistic)
    if x.size < FEWEST_FOR_INTERVAL or abs(r) > 1 - EQUAL:
        return Estimate(r)
    bounds = found.confidence_interval(LEVEL)
    return Estimate(r, Interval(low=float(bounds.low), high=float(bounds.high)))


def _alpha(points: Array) -> Estimate:
    students, criteria = points.shape
    if students < FEWEST or criteria < 2:
        return Estimate()
    total = float(points.sum(axis=1).var(ddof=1))
    if total < EQUAL:
        return Estimate()
    single = float(points.var(axis=0, ddof=1).sum())
    value = criteria / (criteria - 1) * (1 - single / total)
    return Estimate(value, _feldt(value, students, criteria))


def _feldt(value: float, students: int, criteria: int) -> Interval:
    """Return Feldt's interval: (1 - alpha) over its estimate is distributed as F."""
    tail = (1 - LEVEL) / 2
    freedom = students - 1, (students - 1) * (criteria - 1)
    low, high = (1 - (1 - value) * float(stats.f.ppf(q, *freedom)) for q in (1 - tail, tail))
    return Interval(low=low, high=high)
