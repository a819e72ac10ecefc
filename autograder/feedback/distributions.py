"""Figure of what many trials measured: right solutions, the nearest wrong one, and the cut-off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograder.feedback.figures import rendered
from autograder.feedback.gradients import printable

WIDTH = 9.2  # inches
ROW = 0.22  # inches a solution
AROUND = 1.05  # inches around the rows of a panel
LEFT, RIGHT = 0.34, 0.97  # of the width; room for the solutions' names
NAME_LENGTH = 50
DPI = 130
JITTER = 0.3  # of a row
# colours of Okabe and Ito, told apart in print by the markers
RIGHT_LOOK, WRONG_LOOK = ("#0072b2", "o"), ("#d55e00", "x")
# (key, name in the legend, style) of the vertical lines
LINES = (
    ("told", "students are told", ":"),
    ("full", "full credit", "-"),
    ("zero", "no credit", "--"),
)


@dataclass(frozen=True)
class Panel:
    """One criterion: trials by solution, and the values that lines are drawn at, by LINES' keys."""

    title: str
    unit: str
    right: Mapping[str, Sequence[float]]
    wrong: Mapping[str, Sequence[float]]
    lines: Mapping[str, float]

    @property
    def height(self) -> float:
        """Height in inches."""
        return AROUND + ROW * (len(self.right) + len(self.wrong))


def distributions_figure(panels: Sequence[Panel]) -> bytes:
    """Draw one panel a criterion, one row a solution, one mark a trial; return a PNG.

    What is as far beyond "no credit" as full credit is before it, or further, lies on the edge.
    The bytes depend on the panels alone.
    """
    height = sum(panel.height for panel in panels)
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    top = height
    for panel in panels:
        bottom = top - panel.height
        rows = panel.height - AROUND
        place = (LEFT, (bottom + 0.5) / height, RIGHT - LEFT, rows / height)
        _draw(figure.add_axes(place), panel)
        top = bottom
    return rendered(figure, DPI)


def _draw(axes: Axes, panel: Panel) -> None:
    names = [*panel.right, *panel.wrong]
    random = np.random.default_rng(0)
    edge = 2 * panel.lines["zero"] - panel.lines["full"]
    worst = np.minimum if edge > panel.lines["zero"] else np.maximum
    for row, (name, values) in enumerate([*panel.right.items(), *panel.wrong.items()]):
        colour, marker = WRONG_LOOK if name in panel.wrong else RIGHT_LOOK
        heights = row + random.uniform(-JITTER, JITTER, size=len(values))
        axes.plot(worst(values, edge), heights, marker, color=colour, markersize=3.2, alpha=0.6)
    for key, name, style in LINES:
        axes.axvline(panel.lines[key], color="black", linestyle=style, linewidth=1.1, label=name)
    axes.set_yticks(range(len(names)), [printable(name)[-NAME_LENGTH:] for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_title(printable(panel.title), fontsize=10, loc="left", fontweight="bold")
    axes.set_xlabel(printable(panel.unit), fontsize=8.5, parse_math=False)
    axes.tick_params(labelsize=8)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, fontsize=8, frameon=False)
