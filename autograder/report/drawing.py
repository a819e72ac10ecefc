"""The gradients of the class as drawings: corners of lines and areas, in units of their own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.feedback.gradients import number
from autograder.health.levels import EXPLODING, VANISHED
from autograder.report.figures import Accuracy, GradientBand
from autograder.report.gradients import HIGHEST, LOWEST

WIDTH, HEIGHT = 320, 150
# Of the line of an accuracy, from 0 to 1.
LINE_HEIGHT = 26
MOST_DRAWINGS = 12


@dataclass(frozen=True)
class Guide:
    """A horizontal line at a norm that has a meaning."""

    y: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """One drawing; `area` lies between the quantiles, `words` say what it shows."""

    band: GradientBand
    area: str
    median: str
    reference: str
    words: str


@dataclass(frozen=True)
class Line:
    """One accuracy as a bar between the quantiles on a line from 0 to 1."""

    accuracy: Accuracy
    left: float
    width: float
    median: float
    cut_off: float
    words: str


GUIDES = ((VANISHED, "vanished below 1e-6"), (EXPLODING, "exploding above 10"))


def guides() -> tuple[Guide, ...]:
    """Return the bounds between which gradients are healthy or weak."""
    return tuple(Guide(_y(norm), label) for norm, label in GUIDES)


def drawings(bands: Sequence[GradientBand]) -> tuple[Drawing, ...]:
    """Draw the series of most students."""
    ordered = sorted(bands, key=lambda band: -band.students)[:MOST_DRAWINGS]
    return tuple(_drawing(band) for band in ordered)


def lines(accuracies: Sequence[Accuracy]) -> tuple[Line, ...]:
    """Draw every accuracy, its smallest bar still visible."""
    return tuple(
        Line(
            accuracy=each,
            left=WIDTH * each.low,
            width=max(1.0, WIDTH * (each.high - each.low)),
            median=WIDTH * each.median,
            cut_off=WIDTH * each.cut_off,
            words=f"{each.name}: median {number(each.median)} of {each.students} students, "
            f"cut-off {number(each.cut_off)}, {each.below} below it",
        )
        for each in accuracies
    )


def _drawing(band: GradientBand) -> Drawing:
    there, back = _corners(band.depths, band.low), _corners(band.depths, band.high)
    return Drawing(
        band=band,
        area=" ".join([*there, *reversed(back)]),
        median=" ".join(_corners(band.depths, band.median)),
        reference=" ".join(_corners(band.depths, band.reference)) if band.reference else "",
        words=_words(band),
    )


def _words(band: GradientBand) -> str:
    first, last = number(band.median[0]), number(band.median[-1])
    said = f"{band.title}. Median norm of {band.students} students: {first} at the input, "
    said += f"{last} at the output"
    if band.reference:
        right = f"{number(band.reference[0])} and {number(band.reference[-1])}"
        said += f"; of the reference: {right}"
    return said


def _corners(depths: Sequence[float], norms: Sequence[float]) -> list[str]:
    return [f"{WIDTH * x:.1f},{_y(norm):.1f}" for x, norm in zip(depths, norms, strict=True)]


def _y(norm: float) -> float:
    """Return the height of a norm on the logarithmic axis, the largest on top."""
    top, bottom = math.log10(HIGHEST), math.log10(LOWEST)
    return HEIGHT * (top - math.log10(norm)) / (top - bottom)
