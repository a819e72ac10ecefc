"""The accuracies that a class reached, against their cut-offs."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from autograder.feedback.criteria import readable
from autograder.report.facts import Person, Place, Value
from autograder.report.figures import Accuracy
from autograder.report.gradients import FEWEST_STUDENTS, QUANTILES

# A quantity is an accuracy where its name says so, and what is asked of it is a least value.
NAME = "accuracy"
ASKED = re.compile(r"at least (0?\.\d+|1)")


def accuracies(people: Iterable[Person]) -> Iterator[Accuracy]:
    """Yield median and quantiles over the class for each accuracy that several have."""
    found: dict[tuple[Place, str, float], list[float]] = {}
    for person in people:
        for result in person.judged:
            for value in result.values:
                if (cut_off := _cut_off(value)) is not None:
                    key = result.place, value.name, cut_off
                    found.setdefault(key, []).append(value.value)
    for (place, name, cut_off), values in found.items():
        if len(values) >= FEWEST_STUDENTS:
            yield _accuracy(place, name, cut_off, values)


def _cut_off(value: Value) -> float | None:
    asked = ASKED.fullmatch(value.asked)
    told = asked is not None and NAME in value.name and math.isfinite(value.value)
    return float(asked[1]) if asked and told else None


def _accuracy(place: Place, name: str, cut_off: float, values: Sequence[float]) -> Accuracy:
    low, median, high = map(float, np.quantile(np.array(values), QUANTILES))
    return Accuracy(
        notebook=place.notebook,
        cell=place.cell,
        criterion=place.criterion,
        name=readable(name),
        cut_off=cut_off,
        students=len(values),
        below=sum(value < cut_off for value in values),
        low=low,
        median=median,
        high=high,
    )
