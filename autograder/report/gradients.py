"""The gradients of a class by depth, against those of the reference."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from autograder.feedback.criteria import readable
from autograder.feedback.gradients import norms_table
from autograder.records import CellResult, GradientSeries
from autograder.report.facts import Curve, Person, Place
from autograder.report.figures import GradientBand

# Networks differ in their number of layers: each curve is read off at the same shares of its depth.
DEPTHS = tuple(float(depth) for depth in np.linspace(0, 1, 21))
# Zeros and infinities lie on these edges, as in the students' own figures.
LOWEST, HIGHEST = 1e-10, 1e4
FEWEST_STUDENTS = 3
# Eight of ten students lie between the outer two.
QUANTILES = (0.1, 0.5, 0.9)


def curves(series: Iterable[GradientSeries]) -> Iterator[Curve]:
    """Yield the norms of the last step of each series by depth, from input to output."""
    for each in series:
        try:
            norms = norms_table(each)
        except ValueError:  # rows of different lengths are what a record may hold
            continue
        if norms.size:
            last = np.nan_to_num(norms[-1], nan=HIGHEST, posinf=HIGHEST, neginf=LOWEST)
            logs = np.log10(np.clip(last, LOWEST, HIGHEST))
            read_off = np.interp(DEPTHS, np.linspace(0, 1, logs.size), logs)
            yield Curve(each.title, tuple((10.0**read_off).tolist()))


def bands(people: Iterable[Person], reference: Sequence[CellResult]) -> Iterator[GradientBand]:
    """Yield median and quantiles over the class for each series that several have."""
    found: dict[tuple[Place, str], list[Sequence[float]]] = {}
    for person in people:
        for result in person.judged:
            for curve in result.curves:
                found.setdefault((result.place, curve.title), []).append(curve.norms)
    right = _reference(reference)
    for (place, title), norms in found.items():
        if len(norms) >= FEWEST_STUDENTS:
            low, middle, high = np.quantile(np.array(norms), QUANTILES, axis=0)
            yield GradientBand(
                notebook=place.notebook,
                cell=place.cell,
                criterion=place.criterion,
                title=readable(title),
                students=len(norms),
                depths=DEPTHS,
                low=tuple(map(float, low)),
                median=tuple(map(float, middle)),
                high=tuple(map(float, high)),
                reference=right.get((place, title), ()),
            )


def _reference(cells: Iterable[CellResult]) -> dict[tuple[Place, str], tuple[float, ...]]:
    return {
        (Place(cell.notebook, cell.cell, result.name), curve.title): curve.norms
        for cell in cells
        for result in cell.criteria
        for curve in curves(result.series)
    }
