"""Figures for the feedback.

matplotlib's objects are used directly, without pyplot: nothing global is touched, so that
several processes or threads may draw, and the same series gives the same bytes.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator
from PIL import Image

from autograder.feedback.gradients import finding, layer_labels, norms_table, printable
from autograder.health.levels import EXPLODING, VANISHED, WEAK, Norms
from autograder.records import GradientSeries

DISPLAY_WIDTH = 920  # CSS pixels; drawn finer, for sharp print
WIDTH = 9.2  # inches
DPI, COARSE_DPI = 140, 80
MAX_BYTES = 80_000
LOW, HIGH = 1e-10, 1e4  # what lies beyond is marked on the edge of the norm axis
COLOURS = Normalize(-8, 2)  # log10 of the norm; fixed, so that figures compare
ZERO_GREY, RUST = "#b8b8b8", "#a03000"
MAX_LAYER_LABELS = 25
MAX_STEP_LABELS = 10
# parts of the width: margin, room for the layers' names before the heat map, its own width
MARGIN, LEFT, HEAT = 0.015, 0.225, 0.355
TOP, BOTTOM = 1.25, 1.0  # inches above and below the panels
POINTS, TICK = 72, 5  # points of an inch and beside a tick
CORNERS = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
# A batch shows each series twice: with the points, and once more with the outputs.
KEPT_FIGURES = 1024
MARKS = ("1e-8", "1e-6", "1e-4", "0.01", "1", "10")

# (from, to, name, tint) of the bands of the norm axis
BANDS = (
    (LOW, VANISHED, "vanished", "#d3d3e4"),
    (VANISHED, WEAK, "weak", "#ececf4"),
    (WEAK, EXPLODING, "healthy", "#ffffff"),
    (EXPLODING, HIGH, "exploding", "#fbe3d3"),
)
# colours of Okabe and Ito, told apart in print by dashes and markers
LINES = (("#000000", "--", "o"), ("#0072b2", "-.", "s"), ("#d55e00", "-", "^"))


@lru_cache(KEPT_FIGURES)
def gradient_figure(series: GradientSeries) -> bytes:
    """Draw norms by layer and step: heat map on the left, three steps on the right.

    Returns a PNG, to be shown DISPLAY_WIDTH pixels wide, whose bytes depend on the series alone.
    """
    table = norms_table(series)
    panel = min(4.2, max(1.1, 0.17 * table.shape[1])) if table.size else 0.0
    height = TOP + panel + BOTTOM if table.size else TOP
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    _write_captions(figure, series, height)
    if table.size:
        heat = figure.add_axes((LEFT, BOTTOM / height, HEAT, panel / height))
        lines = figure.add_axes((0.6, BOTTOM / height, 0.385, panel / height), sharey=heat)
        image = _draw_heat_map(heat, table, series.steps)
        _label_layers(heat, series.layers)
        _draw_steps(lines, table, series.steps)
        _explain(figure, image, lines, height)
    return _png(figure)


def _write_captions(figure: Figure, series: GradientSeries, height: float) -> None:
    """Write title and finding; either may hold anything, so nothing is read as mathtext."""
    figure.text(
        MARGIN,
        1 - 0.22 / height,
        printable(series.title[:100]),
        fontsize=12,
        fontweight="bold",
        va="center",
        parse_math=False,
    )
    text = "\n".join(finding(series))
    figure.text(MARGIN, 1 - 0.38 / height, text, fontsize=9, va="top", linespacing=1.4)


def _draw_heat_map(axes: Axes, table: Norms, steps: Sequence[int]) -> AxesImage:
    """Draw log10 of the norms, layers from input (top) to output, exact zeros grey."""
    layers_by_step = table.T
    positive = np.isfinite(layers_by_step) & (layers_by_step > 0)
    exponents = np.log10(layers_by_step, where=positive, out=np.zeros_like(layers_by_step))
    image = axes.imshow(
        np.ma.masked_where(~positive, exponents),
        cmap=colormaps["viridis"].with_extremes(bad=ZERO_GREY),
        norm=COLOURS,
        aspect="auto",
        interpolation="nearest",
    )
    _hatch(axes, ~np.isfinite(layers_by_step))
    _label_steps(axes, steps)
    axes.set_title(
        "Dark: layers that hardly learn; yellow: exploding", fontsize=9.5, loc="left", pad=16
    )
    axes.tick_params(labelsize=8)
    return image


def _label_steps(axes: Axes, steps: Sequence[int]) -> None:
    """Mark round step numbers, also where the columns stand for other steps."""
    first, last = steps[0], steps[-1]
    found = MaxNLocator(MAX_STEP_LABELS, integer=True).tick_values(first, last)
    marks = [mark for mark in found if first <= mark <= last] or [first]
    axes.set_xticks(np.interp(marks, steps, range(len(steps))), [f"{mark:g}" for mark in marks])
    axes.set_xlabel("training step", fontsize=9)


def _hatch(axes: Axes, cells: npt.NDArray[np.bool_]) -> None:
    """Hatch the cells, each one unit wide and centred on its index."""
    if not cells.any():
        return
    rows, columns = np.nonzero(cells)
    squares = np.stack((columns, rows), axis=1)[:, None] + CORNERS
    path = Path.make_compound_path_from_polys(squares)
    axes.add_patch(PathPatch(path, facecolor="white", edgecolor=RUST, linewidth=0, hatch="/////"))


def _label_layers(axes: Axes, layers: Sequence[str]) -> None:
    """Write position and name of the layers, not of all where there are many."""
    every = -(-len(layers) // MAX_LAYER_LABELS)
    rows = range(0, len(layers), every)
    labels = layer_labels(layers)
    shown = [f"{row + 1}  {labels[row]}" for row in rows]
    axes.set_yticks(rows, shown, parse_math=False, ha="left")
    axes.tick_params(axis="y", pad=(LEFT - MARGIN) * WIDTH * POINTS - TICK)


def _draw_steps(axes: Axes, table: Norms, steps: Sequence[int]) -> None:
    """Draw norm by layer at the first, middle and last step over the bands of the classes."""
    axes.set_xscale("log")
    axes.set_xlim(LOW, HIGH)
    for start, end, name, tint in BANDS:
        axes.axvspan(start, end, color=tint, zorder=0)
        axes.text(
            np.sqrt(start * end),
            1.01,
            name,
            fontsize=8,
            ha="center",
            va="bottom",
            transform=axes.get_xaxis_transform(),
        )
    for row, style in zip(sorted({0, len(table) // 2, len(table) - 1}), LINES, strict=False):
        _draw_line(axes, table[row], f"step {steps[row]}", style)
    axes.xaxis.set_major_locator(FixedLocator([float(mark) for mark in MARKS]))
    axes.xaxis.set_major_formatter(FixedFormatter(MARKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(labelsize=8, labelleft=False)
    axes.set_xlabel("gradient norm (beyond the axis: on its edge)", fontsize=9)
    axes.set_title("A healthy line stays in the white band", fontsize=9.5, loc="left", pad=16)


def _draw_line(axes: Axes, norms: Norms, label: str, style: tuple[str, str, str]) -> None:
    """Draw one step; norms beyond the axis, zero and infinity lie on its edges, NaN is left out."""
    colour, dashes, marker = style
    axes.plot(
        np.clip(norms, LOW, HIGH),
        np.arange(norms.size),
        color=colour,
        linestyle=dashes,
        marker=marker,
        markersize=3.5 if norms.size <= 40 else 2,
        linewidth=1.2,
        label=label,
        clip_on=False,
    )


def _explain(figure: Figure, image: AxesImage, lines: Axes, height: float) -> None:
    """Draw the colour scale below the heat map and the legend below the lines."""
    axes = figure.add_axes((LEFT, 0.42 / height, HEAT, 0.11 / height))
    bar = figure.colorbar(image, cax=axes, orientation="horizontal", extend="both")
    bar.set_ticks([math.log10(float(mark)) for mark in MARKS], labels=MARKS)
    axes.tick_params(labelsize=8)
    note = "gradient norm; grey: exactly zero, hatched: not finite"
    figure.text(LEFT, 0.06 / height, note, fontsize=8.5, va="bottom")
    handles, labels = lines.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="center",
        bbox_to_anchor=(0.7925, 0.42 / height),
        ncols=3,
        fontsize=8.5,
        frameon=False,
    )


def _png(figure: Figure) -> bytes:
    """Render without a timestamp; coarser where noise over many layers makes the file large."""
    fine = rendered(figure, DPI)
    return fine if len(fine) <= MAX_BYTES else rendered(figure, COARSE_DPI)


def rendered(figure: Figure, dpi: int) -> bytes:
    """Render with a palette of 256 colours, a third of the size of all of them."""
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    pixels, size = canvas.print_to_buffer()  # type: ignore[no-untyped-call]
    picture = Image.frombuffer("RGBA", size, pixels).convert("RGB")
    buffer = BytesIO()
    palette = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
