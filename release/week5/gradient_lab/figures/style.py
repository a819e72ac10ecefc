"""What all figures share: colours, sizes, captions, and ways to draw inf and NaN."""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter
from numpy.typing import ArrayLike

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE, GREY = "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999"

DOTS = "...."  # the hatch of a zero in a heat map


@dataclass(frozen=True)
class Series:
    """How one of several networks or runs is drawn in every panel of a figure."""

    color: str
    line: Any  # a name, or matplotlib's (offset, (on, off))
    marker: str
    hatch: str


_SERIES = (
    Series(VERMILLION, "-", "o", ""),
    Series(BLUE, "--", "s", "///"),
    Series(GREEN, "-.", "^", "..."),
    Series(PURPLE, ":", "D", "xxx"),
    Series(ORANGE, (0, (5, 1)), "v", "\\\\\\"),
    Series(BLACK, (0, (1, 1)), "P", "+++"),
)

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.dpi": 90,
    "font.size": 10,
    "grid.alpha": 0.3,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 4,
}


class Described(Figure):
    """A figure that tells in words what it shows, for those who do not see it."""

    words = ""

    @property
    def stale(self) -> bool:
        """Tell pyplot that nothing waits to be drawn: Jupyter draws a figure when it shows it."""
        return False

    @stale.setter
    def stale(self, value: bool) -> None:
        """Forget it."""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Leave the drawing to Jupyter; add the titles of the panels and the caption to it."""
        titles = [axes.get_title(loc) for axes in self.axes for loc in ("left", "center")]
        alt = ". ".join([*dict.fromkeys(filter(None, titles)), self.words])
        return {}, {"image/png": {"alt": alt}}


def panels(
    shape: tuple[int, int], caption: str, size: tuple[float, float] = (5, 3.4)
) -> tuple[Figure, np.ndarray]:
    """Make rows x columns panels, each of `size` inches, over a caption: what to look at."""
    plt.rcParams.update(STYLE)
    (rows, columns), (width, height) = shape, size
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(width * columns, height * rows),
        layout="constrained",
        squeeze=False,
        FigureClass=Described,
    )
    figure.words = caption
    lines = textwrap.fill(caption, width=int(13 * width * columns))
    figure.supxlabel(lines, x=0.01, ha="left", fontsize=10, style="italic")
    return figure, axes


def series(names: Iterable[str]) -> dict[str, Series]:
    """Give each name a colour, a line, a marker and a hatch of its own, six at most."""
    return dict(zip(names, _SERIES, strict=False))


def finite_only(values: ArrayLike) -> np.ndarray:
    """Give the values as an array of float64 in which inf and NaN are NaN: gaps in a line."""
    array = np.asarray(values, dtype=float)
    return np.where(np.isfinite(array), array, np.nan)


def non_finite(values: ArrayLike) -> np.ndarray:
    """Give the places at which the values are inf or NaN."""
    return np.flatnonzero(~np.isfinite(np.asarray(values, dtype=float)))


def positive_only(values: ArrayLike) -> np.ndarray:
    """As finite_only, and zero or less is a gap too, for logarithmic axes."""
    array = finite_only(values)
    return np.where(array > 0, array, np.nan)


def lines(
    axes: Axes,
    values: Mapping[str, ArrayLike],
    first: int = 0,
    nested: bool = False,
    log: bool = True,
) -> None:
    """Draw a line for each name over a count that starts at `first`, on a logarithmic axis or not.

    inf and NaN become crosses above all lines, a row for each name. With `nested` later lines
    are wider and lie under the earlier ones, so that lines that coincide are all seen.
    """
    for place, (name, style) in enumerate(series(values).items()):
        points = positive_only(values[name]) if log else finite_only(values[name])
        axes.plot(
            np.arange(first, first + len(points)),
            points,
            linestyle=style.line,
            linewidth=1.8 + 3.0 * nested * place / len(values),
            color=style.color,
            marker=style.marker,
            markevery=max(1, len(points) // 8),
            zorder=3 - 0.1 * place,
            label=name,
        )
        if log:
            log_scale(axes, values[name])
    _rows_of_crosses(axes, values, first)
    _name_few_decades(axes)
    whole_ticks(axes)


def _rows_of_crosses(axes: Axes, values: Mapping[str, ArrayLike], first: int) -> None:
    """Put a cross for every inf or NaN near the top edge, above all lines, a row for each name."""
    lost = {name: first + non_finite(of_one) for name, of_one in values.items()}
    rows = [name for name, steps in lost.items() if steps.size]
    styles = series(values)
    for row, name in enumerate(rows):
        height = np.full(lost[name].size, 0.97 - 0.05 * row)
        edge = axes.get_xaxis_transform()
        axes.plot(lost[name], height, "x", color=styles[name].color, transform=edge)
    _leave_room(axes, 0.08 * len(rows))


def _leave_room(axes: Axes, share: float) -> None:
    """Let the vertical axis reach above what is drawn by a share of its span."""
    low, high = axes.dataLim.intervaly
    if not np.isfinite([low, high]).all():
        return  # nothing is drawn
    if axes.get_yscale() == "log":
        first, last = np.log10([low, high])
        top = 10.0 ** min(300.0, last + share * (last - first))
    else:
        top = high + share * (high - low)
    axes.update_datalim([(0, top)], updatex=False)
    axes.autoscale_view(scalex=False)


def _name_few_decades(axes: Axes) -> None:
    """Where a logarithmic axis spans less than two decades, name 1, 2 and 5 of each."""
    low, high = axes.get_ylim()
    if axes.get_yscale() == "log" and high < 100 * low:
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())


def legend_above(figure: Figure, axes: Axes, columns: int = 4) -> None:
    """Name above all panels what one of them draws."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=columns, fontsize=10)


def bars(
    axes: Axes, values: Mapping[str, float], styles: Mapping[str, Series], missing: str
) -> None:
    """Draw a horizontal bar for each name, from top to bottom; `missing` where not finite."""
    for place, (name, value) in enumerate(values.items()):
        style, length = styles[name], value if np.isfinite(value) else 0.0
        axes.barh(place, length, color=style.color, hatch=style.hatch, edgecolor="white")
        text = f" {value:.3g}" if np.isfinite(value) else f" {missing}"
        axes.annotate(text, (length, place), va="center", fontsize=9)
    axes.set_yticks(range(len(values)), list(values))
    axes.invert_yaxis()
    axes.margins(x=0.18)


def log_line(axes: Axes, values: ArrayLike, color: str, label: str, line: str = "-") -> None:
    """Draw values against the step on a logarithmic axis, a cross on top where not finite."""
    axes.plot(positive_only(values), line, color=color, label=label, marker="o")
    mark_non_finite(axes, values, color)
    log_scale(axes, values)


def log_scale(axes: Axes, values: ArrayLike) -> None:
    """Make the axis logarithmic, unless there is nothing that could be drawn on it."""
    if np.isfinite(positive_only(values)).any():
        axes.set_yscale("log")


def mark_non_finite(axes: Axes, values: ArrayLike, color: str) -> None:
    """Put a cross at the top edge of the panel for every inf or NaN."""
    steps = non_finite(values)
    if steps.size:
        axes.plot(
            steps,
            np.full(steps.size, 0.985),
            "x",
            color=color,
            transform=axes.get_xaxis_transform(),
            label=f"inf or NaN: {steps.size}",
        )


def threshold(axes: Axes, value: float, label: str, color: str = BLACK) -> None:
    """Draw a threshold as a dashed line with its name at the right end."""
    axes.axhline(value, color=color, linestyle="--", linewidth=1)
    axes.annotate(
        label, (1, value), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=8
    )


def blank(axes: Axes) -> None:
    """Show dots on white, which no colour map holds, where a heat map has nothing to show."""
    axes.grid(visible=False)
    axes.patch.set(facecolor="white", edgecolor=BLACK, hatch=DOTS, linewidth=0)


def whole_ticks(*axes: Axes) -> None:
    """Count steps, epochs and layers in whole numbers."""
    for panel in axes:
        panel.xaxis.set_major_locator(MaxNLocator(integer=True))
