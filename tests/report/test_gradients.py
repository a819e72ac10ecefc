"""The class's gradients by depth, and how they are drawn."""

import math
from dataclasses import replace

import pytest

from autograder.records import CellResult, CriterionResult, GradientSeries, Verdict
from autograder.report.accuracies import accuracies
from autograder.report.drawing import HEIGHT, WIDTH, drawings, guides, lines
from autograder.report.facts import Cell, Judged, Person, Place, Value
from autograder.report.figures import GradientBand
from autograder.report.gradients import HIGHEST, LOWEST, bands, curves

TITLE = "depth 3"


def series(*norms: float) -> GradientSeries:
    """Return norms of two steps, of which the last counts."""
    layers = tuple(map(str, range(len(norms))))
    return GradientSeries(
        title=TITLE, layers=layers, steps=(0, 9), norms=((1.0,) * len(norms), norms)
    )


def person(name: str, *norms: float) -> Person:
    """Return a student whose one criterion has a series."""
    judged = Judged(
        place=Place("n", "c", "flows"),
        asked="",
        verdict=Verdict.PASSED,
        credit=1,
        share=1,
        hint="",
        fault=None,
        given=False,
        values=(),
        curves=tuple(curves([series(*norms)])),
    )
    cell = Cell("n", "c", 1, 1, manual=False, criteria=(judged,))
    return Person(name, 1, 1, (cell,), (), (), 1, (), "", (), None)


def accuracy(value: float, asked: str = "at least 0.8") -> Person:
    """Return a student with one measured accuracy."""
    (judged,) = person("a", 1).judged
    measured = replace(judged, values=(Value("test accuracy", value, "", asked),))
    return replace(
        person("a", 1), cells=(Cell("n", "c", 1, 1, manual=False, criteria=(measured,)),)
    )


def class_band() -> GradientBand:
    """Return the band of three students, one with more layers, and of the reference."""
    people = [person("a", 1e-8, 1e-4), person("b", 1e-6, 1e-3, 1), person("c", 1e-4, 1e-2)]
    result = CriterionResult(
        name="flows", verdict=Verdict.PASSED, weight=1, credit=1, asked="", series=(series(1, 1),)
    )
    cell = CellResult(notebook="n", cell="c", score=1, max_score=1, criteria=(result,))
    (band,) = bands(people, [cell])
    return band


def test_band_is_read_off_at_the_same_depths() -> None:
    """Networks of different depths are compared from their input to their output."""
    band = class_band()
    assert (band.students, band.title) == (3, TITLE)
    assert band.median[0] == pytest.approx(1e-6)
    assert band.median[-1] == pytest.approx(1e-2)
    assert all(low <= high for low, high in zip(band.low, band.high, strict=True))
    assert band.reference == pytest.approx([1.0] * len(band.depths))


def test_norms_without_end_lie_on_the_edge() -> None:
    """Zero, infinity and what is no number keep nobody's figure from being drawn."""
    (curve,) = curves([series(0, math.inf)])
    assert curve.norms[0] == pytest.approx(LOWEST)
    assert curve.norms[-1] == pytest.approx(HIGHEST)
    (unknown,) = curves([series(math.nan, 1)])
    assert unknown.norms[0] == pytest.approx(HIGHEST)


def test_series_that_does_not_fit_is_left_out() -> None:
    """Rows that are not as long as the layers are no table."""
    ragged = GradientSeries(title="t", layers=("a", "b"), steps=(0,), norms=((1.0,),))
    assert not list(curves([ragged]))


def test_drawing_says_what_it_shows() -> None:
    """The text in place of the figure has the norms at both ends; large norms lie on top."""
    (drawing,) = drawings([class_band()])
    assert "1e-06 at the input, 0.01 at the output; of the reference: 1 and 1" in drawing.words
    vanished, exploding = guides()
    assert 0 < exploding.y < vanished.y < HEIGHT
    assert drawing.reference


def test_accuracies_are_held_against_their_cut_off() -> None:
    """Who lies below is counted; a value without a least accuracy has no line."""
    reached = [accuracy(value) for value in (0.5, 0.7, 0.9, 1.0, math.nan)]
    (found,) = accuracies([*reached, accuracy(0.1, "finite"), accuracy(0.1, "at least 10")])
    assert (found.students, found.below, found.cut_off) == (4, 2, 0.8)
    assert found.median == pytest.approx(0.8)
    (line,) = lines([found])
    assert line.left < line.median < line.left + line.width <= WIDTH
    assert "cut-off 0.8, 2 below it" in line.words
