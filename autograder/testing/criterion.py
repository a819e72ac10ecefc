"""A criterion, what its grader noted, and the result made of both."""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import GraderError
from autograder.records import CriterionResult, Fault, GradientSeries, Measurement, Verdict
from autograder.testing.checks import as_number
from autograder.testing.marker import read_marker
from autograder.testing.places import place_of_test

SERIES_STEPS = 40
MESSAGE_LENGTH = 4000


@dataclass(frozen=True)
class Judgement:
    """A verdict with its message; `hinted` where the criterion's hint may explain it.

    `fault` is the exception that led to it, None where there was none or an assertion failed.
    """

    verdict: Verdict
    message: str = ""
    hinted: bool = False
    fault: Fault | None = None


@dataclass
class Notes:
    """What a grader notes while it runs; calling it notes a measurement and returns the value."""

    measurements: list[Measurement] = field(default_factory=list)
    series: list[GradientSeries] = field(default_factory=list)
    earned: float | None = None

    def __call__(self, name: str, value: Any, unit: str = "", asked: str = "") -> float:
        """Note one measured number and what was asked; AssertionError for what is no number."""
        number = as_number(value, name)
        self.measurements.append(Measurement(name=name, value=number, unit=unit, asked=asked))
        return number

    def credit(self, value: Any, *, zero: float, full: float) -> float:
        """Earn a part of the weight: 0 at `zero`, 1 at `full`, linear between; return the part.

        AssertionError for what is no number.
        """
        number = as_number(value, "what earns points")
        part = (number - zero) / (full - zero) if np.isfinite(number) else 0.0
        self.earned = float(np.clip(part, 0.0, 1.0))
        return self.earned

    def gradients(self, title: str, layers: list[str], norms: npt.ArrayLike) -> None:
        """Note gradient norms, shape (steps, layers), for the figure in the feedback."""
        table = np.asarray(norms, dtype=np.float64)
        count = min(SERIES_STEPS, len(table))
        steps = np.unique(np.linspace(0, len(table) - 1, count).astype(int))
        self.series.append(
            GradientSeries(
                title=title,
                layers=tuple(layers),
                steps=tuple(int(step) for step in steps),
                norms=tuple(tuple(row) for row in table[steps].tolist()),
            )
        )


@dataclass(frozen=True)
class Criterion:
    """One hidden grader: the cell whose points it shares, and how it is told to students.

    `mistakes` are the numbers of the known mistakes that the hint describes; `deliberate` is the
    reason for keeping a criterion that is no solution's only killer. `autograder verify` reads
    both. `place` is the line of its grader.
    """

    notebook: str
    cell: str
    name: str
    weight: float
    asked: str
    hint: str
    needs: tuple[str, ...]
    mistakes: tuple[int, ...] = ()
    deliberate: str = ""
    place: str = field(default="", compare=False)

    @property
    def full_name(self) -> str:
        """Name within the notebook: the cell and the criterion."""
        return f"{self.cell}.{self.name}"

    @property
    def needed(self) -> tuple[str, ...]:
        """Full names of the criteria that must have passed before this one runs."""
        return tuple(name if "." in name else f"{self.cell}.{name}" for name in self.needs)

    @classmethod
    def of(cls, item: Any) -> "Criterion | None":
        """Read the marker of a pytest item; None where it has none.

        GraderError where the marker takes something else than stands in it.
        """
        marker = read_marker(item, named(item))
        if marker is None:
            return None
        cell, keywords = marker
        return cls(
            notebook=Path(item.path).stem.removeprefix("test_"),
            cell=cell,
            name=item.name.removeprefix("test_"),
            weight=float(keywords.get("weight", 1)),
            asked=inspect.getdoc(item.obj) or "",
            hint=keywords.get("hint", ""),
            needs=tuple(keywords.get("needs", ())),
            mistakes=tuple(keywords.get("mistakes", ())),
            deliberate=keywords.get("deliberate", ""),
            place=place_of_test(item),
        )

    def result(self, judgement: Judgement, notes: Notes) -> CriterionResult:
        """Join the verdict with what the grader noted."""
        return CriterionResult(
            name=self.name,
            verdict=judgement.verdict,
            weight=self.weight,
            credit=_credit(judgement.verdict, notes.earned),
            asked=self.asked,
            message=judgement.message[:MESSAGE_LENGTH] or _default_message(judgement.verdict),
            hint=self.hint if judgement.hinted else "",
            fault=judgement.fault,
            measurements=tuple(notes.measurements),
            series=tuple(notes.series),
        )


Results = Mapping[Criterion, CriterionResult]


def criteria_of(items: Iterable[Any]) -> tuple[Criterion, ...]:
    """Return the criteria of the pytest items of one file.

    GraderError for a test that is no criterion, as nobody would see it fail, for one that pytest
    cannot run, and for a second criterion of one name, as it could not be told from the first.
    """
    criteria: dict[str, Criterion] = {}
    for item in items:
        if inspect.iscoroutinefunction(item.obj):
            raise GraderError(f"{named(item)}: expected a plain function, got an async one")
        criterion = Criterion.of(item)
        if criterion is None:
            raise GraderError(f"{named(item)}: no pytest.mark.criterion with a grade id")
        if other := criteria.get(criterion.full_name):
            there = f"there is another criterion {other.full_name} ({other.place})"
            raise GraderError(f"{named(item)}: {there}")
        criteria[criterion.full_name] = criterion
    return tuple(criteria.values())


def named(item: Any) -> str:
    """Name a test at the head of a sentence: file, line and function."""
    return f"{place_of_test(item)}: {item.name}"


def _credit(verdict: Verdict, earned: float | None) -> float:
    """A failed criterion keeps the partial credit that its grader granted before it failed."""
    if verdict is Verdict.PASSED:
        return 1.0
    return earned or 0.0 if verdict is Verdict.FAILED else 0.0


def _default_message(verdict: Verdict) -> str:
    return "" if verdict is Verdict.PASSED else "what was asked does not hold"
