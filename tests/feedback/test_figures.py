"""The figure of gradient norms, drawn for real and looked at pixel by pixel."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from autograder.feedback.figures import MAX_BYTES, ZERO_GREY, gradient_figure
from autograder.records import GradientSeries

Norms = npt.NDArray[np.float64]
SIZES = [(1, 2), (1, 120), (40, 2), (40, 120), (10, 21)]


def drawn(norms: Norms, layers: int = 0) -> bytes:
    """Draw norms of shape (steps, layers)."""
    steps, found = norms.shape
    return gradient_figure(
        GradientSeries(
            title="$\\unknown{title}$ \N{GREEK SMALL LETTER SIGMA}",
            layers=tuple(f"net/$layer_{index}/dense/kernel" for index in range(layers or found)),
            steps=tuple(range(steps)),
            norms=tuple(map(tuple, norms.tolist())),
        )
    )


def pixels(png: bytes) -> Norms:
    """Return the figure's colours, shape (height, width, 3)."""
    with Image.open(BytesIO(png)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB"), dtype=np.float64)


def share_of(png: bytes, colour: str) -> float:
    """Return the share of the figure's pixels that have nearly this colour."""
    wanted = [int(colour[index : index + 2], 16) for index in (1, 3, 5)]
    return float(np.mean(np.abs(pixels(png) - wanted).max(axis=-1) < 6))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "fill",
    [
        lambda size: 10 ** np.random.default_rng(0).uniform(-12, 6, size),
        np.zeros,
        lambda size: np.full(size, np.nan),
        lambda size: np.full(size, np.inf),
    ],
    ids=["mixed", "zero", "nan", "inf"],
)
def test_draws_any_series(
    size: tuple[int, int],
    fill: Callable[[tuple[int, int]], Norms],
    recwarn: pytest.WarningsRecorder,
) -> None:
    """Any size and any values give a picture of limited size, without a warning."""
    assert len(drawn(fill(size))) <= MAX_BYTES
    assert not recwarn


@pytest.mark.parametrize("shape", [(0, 5), (3, 0), (0, 0)])
def test_draws_nothing_measured(shape: tuple[int, int]) -> None:
    """A series without values gives a picture that says so, without panels."""
    assert pixels(drawn(np.zeros(shape), layers=shape[1])).shape[0] < 200


def test_same_series_same_bytes(series: GradientSeries) -> None:
    """Neither time nor place nor version goes into the file."""
    assert gradient_figure(series) == gradient_figure(series)


def test_zero_is_grey_and_not_finite_is_not() -> None:
    """An exact zero has a colour of its own, which neither a small nor a NaN norm takes."""
    assert share_of(drawn(np.zeros((5, 10))), ZERO_GREY) > 0.1
    assert share_of(drawn(np.full((5, 10), 1e-12)), ZERO_GREY) < 0.01
    assert share_of(drawn(np.full((5, 10), np.nan)), ZERO_GREY) < 0.01


def test_larger_norms_are_lighter() -> None:
    """The map runs from dark to light, so that it reads in print and without colour vision."""
    layers = np.tile(10.0 ** np.linspace(-8, 2, 20), (10, 1))
    grey = pixels(drawn(layers)).mean(axis=-1)
    height, width = grey.shape
    column = grey[int(0.25 * height) : int(0.75 * height), int(0.3 * width)]
    assert column[-1] - column[0] > 80
    assert np.diff(column).min() > -3
