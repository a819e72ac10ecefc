"""The figure of many trials."""

from io import BytesIO

import numpy as np
from PIL import Image

from autograder.feedback.distributions import Panel, distributions_figure

LINES = {"told": 0.9, "full": 0.88, "zero": 0.5}


def panel(right: list[float], wrong: list[float]) -> Panel:
    """Return a panel of one right and one wrong solution."""
    return Panel("learns", "accuracy", {"wheat": right}, {"chaff": wrong}, LINES)


def pixels(data: bytes) -> np.ndarray:
    """Return the colours of a picture."""
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"), dtype=int)


def coloured(picture: np.ndarray, strong: int, weak: int) -> int:
    """Count the pixels in which one channel is far above another."""
    return int(np.sum(picture[..., strong] - picture[..., weak] > 60))


def test_same_trials_give_the_same_bytes() -> None:
    """The figure is committed, so it must not change by itself."""
    panels = [panel([0.95, 0.96], [0.6])]
    assert distributions_figure(panels) == distributions_figure(panels)


def test_right_and_wrong_are_told_apart() -> None:
    """Blue for right ones, vermilion for wrong ones, one panel below the other."""
    once = pixels(distributions_figure([panel([0.95], [0.6])]))
    twice = pixels(distributions_figure([panel([0.95], [0.6])] * 2))
    assert coloured(once, 2, 0) > 10
    assert coloured(once, 0, 2) > 10
    assert abs(twice.shape[0] - 2 * once.shape[0]) <= 1


def test_values_beyond_all_measure_lie_on_the_edge() -> None:
    """A layer without gradient spreads over 300 decades; the rest must stay readable."""
    far = distributions_figure([panel([0.95], [-300.0])])
    edge = distributions_figure([panel([0.95], [2 * 0.5 - 0.88])])
    assert far == edge
