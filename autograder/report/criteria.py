"""The criteria of a class: how many passed, how well each tells students apart, what is odd."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.feedback.criteria import readable
from autograder.records import Verdict
from autograder.report.facts import Judged, Person, Place, Value
from autograder.report.kinds import Flag
from autograder.report.schema import Criterion, Measured, Reliability
from autograder.report.statistics import Array, Estimate, alpha, discrimination, facility

# Correlations below this say next to nothing; half the value that textbooks ask of an item.
NO_DISCRIMINATION = 0.1
# A correlation of fewer students is chance.
FEWEST_TO_FLAG = 5
# So many, and this part of those who fail it, have everything else right.
FEWEST_ALONE, PART_ALONE = 2, 1 / 3


@dataclass(frozen=True)
class Item:
    """One criterion: the row of each student whom it met, and its outcome there."""

    place: Place
    rows: tuple[int, ...]
    results: tuple[Judged, ...]

    @cached_property
    def verdicts(self) -> Counter[Verdict]:
        """How many got each verdict."""
        return Counter(result.verdict for result in self.results)


def items(people: Sequence[Person]) -> list[Item]:
    """Return every criterion in the order of the records."""
    found: dict[Place, list[tuple[int, Judged]]] = {}
    for row, person in enumerate(people):
        for result in person.judged:
            found.setdefault(result.place, []).append((row, result))
    return [Item(place, *zip(*met, strict=True)) for place, met in found.items()]


def criteria(people: Sequence[Person], found: Sequence[Item]) -> tuple[Criterion, ...]:
    """Return the line of every criterion."""
    credits, shares = _tables(len(people), found)
    alone = _only_losses(people)
    lines = zip(found, facility(credits), discrimination(credits, shares), strict=True)
    return tuple(_line(item, mean, tells, alone[item.place]) for item, mean, tells in lines)


def reliability(people: Sequence[Person], found: Sequence[Item]) -> Reliability:
    """Return how well the criteria as a whole tell students apart."""
    estimate, students, count = alpha(*_tables(len(people), found))
    return Reliability(
        alpha=estimate.value, interval=estimate.interval, students=students, criteria=count
    )


def _tables(students: int, found: Sequence[Item]) -> tuple[Array, Array]:
    """Return credits and shares, NaN where there is no judgement."""
    credits, shares = (np.full((students, len(found)), np.nan) for _ in range(2))
    for column, item in enumerate(found):
        for row, result in zip(item.rows, item.results, strict=True):
            if result.judged:
                credits[row, column], shares[row, column] = result.credit, result.share
    return credits, shares


def _only_losses(people: Iterable[Person]) -> Counter[Place]:
    """Count for each criterion the students who fail it and no other."""
    failed = ([r for r in p.judged if r.verdict is Verdict.FAILED] for p in people)
    return Counter(results[0].place for results in failed if len(results) == 1)


def _line(item: Item, mean: float | None, tells: Estimate, alone: int) -> Criterion:
    counts, place, last = item.verdicts, item.place, item.results[-1]
    return Criterion(
        notebook=place.notebook,
        cell=place.cell,
        criterion=place.criterion,
        asked=readable(last.asked),
        share=last.share,
        passed=counts[Verdict.PASSED],
        failed=counts[Verdict.FAILED],
        blocked=counts[Verdict.BLOCKED],
        unjudged=counts[Verdict.UNJUDGED],
        facility=mean,
        discrimination=tells.value,
        interval=tells.interval,
        only_loss=alone,
        measured=tuple(_measured(item.results)),
        flags=tuple(_flags(counts, tells.value, alone)),
    )


def _flags(counts: Counter[Verdict], tells: float | None, alone: int) -> Iterator[Flag]:
    """Yield what speaks for a look at the grader, the most urgent first."""
    judged = counts.total() - counts[Verdict.UNJUDGED]
    if counts[Verdict.UNJUDGED]:
        yield Flag.UNJUDGED
    if judged and counts[Verdict.FAILED] == judged:
        yield Flag.FAILED_BY_ALL
    if alone >= max(FEWEST_ALONE, PART_ALONE * counts[Verdict.FAILED]):
        yield Flag.ONLY_LOSS
    if tells is not None and judged >= FEWEST_TO_FLAG and tells < NO_DISCRIMINATION:
        yield Flag.NEGATIVE if tells < 0 else Flag.NONE
    if judged and counts[Verdict.PASSED] == judged:
        yield Flag.PASSED_BY_ALL


def _measured(results: Sequence[Judged]) -> Iterator[Measured]:
    """Yield the median of each quantity that at least half of the students share by name."""
    named: dict[str, list[Value]] = {}
    measured = [result for result in results if result.values]
    for result in measured:
        for value in {value.name: value for value in result.values}.values():
            named.setdefault(value.name, []).append(value)
    for name, values in named.items():
        if 2 * len(values) >= len(measured):
            yield _median(name, values)


def _median(name: str, values: Sequence[Value]) -> Measured:
    asked = {value.asked for value in values}
    return Measured(
        name=readable(name),
        # Infinity is a value here: a loss may be infinite. What is no number is no value.
        median=_middle([value.value for value in values]),
        unit=readable(values[0].unit),
        asked=readable(min(asked)) if len(asked) == 1 else "",
        students=len(values),
    )


def _middle(values: Sequence[float]) -> float:
    known = sorted(value for value in values if not math.isnan(value))
    if not known:
        return math.nan
    low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
    return low if low == high else (low + high) / 2
