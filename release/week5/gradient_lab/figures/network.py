"""Figures of notebook 5: the robust network."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ..recorder import Flow
from .style import (
    BLACK,
    BLUE,
    DOTS,
    ORANGE,
    VERMILLION,
    finite_only,
    lines,
    panels,
    positive_only,
    threshold,
    whole_ticks,
)

Health = Sequence[Mapping[str, float]]

SMALLEST_DRAWN = 1e-14  # smaller norms, zero among them, lie on the lower edge


def gradient_flow(flows: Mapping[str, Flow]) -> Figure:
    """Draw log10 of every kernel's gradient norm, layer x step, one panel for each network."""
    figure, axes = panels(
        (1, len(flows)),
        "Each row is a layer, the input's at the top; each column a training step. Look for rows "
        f"that stay dark.{_marks(flows)}",
    )
    for panel, (name, flow) in zip(axes[0], flows.items(), strict=True):
        _heat_map(panel, flow)
        panel.set_title(name)
    colours = ScalarMappable(Normalize(-12, 2), "cividis")
    figure.colorbar(colours, ax=axes[0, -1], label="log10 of the gradient's norm")
    return figure


def _marks(flows: Mapping[str, Flow]) -> str:
    """Explain the marks of cells without a colour, if there are any."""
    norms = np.concatenate([np.ravel(flow.norms) for flow in flows.values()])
    zeros = " Dots: a gradient of exactly zero." if np.any(norms == 0) else ""
    lost = " Stripes: inf or NaN." if not np.isfinite(norms).all() else ""
    return zeros + lost


def _heat_map(axes: Axes, flow: Flow) -> None:
    axes.set(xlabel="step", ylabel="layer")
    whole_ticks(axes)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=False)
    if flow.norms.size == 0:
        axes.text(0.5, 0.5, "nothing recorded", ha="center", transform=axes.transAxes)
        return
    layers, steps = flow.norms.shape
    axes.imshow(
        np.log10(positive_only(flow.norms)),
        aspect="auto",
        cmap="cividis",
        vmin=-12,
        vmax=2,
        extent=(-0.5, steps - 0.5, layers + 0.5, 0.5),
    )
    _mark_cells(axes, flow.norms == 0, DOTS)
    _mark_cells(axes, ~np.isfinite(flow.norms), "////")


def _mark_cells(axes: Axes, cells: np.ndarray, hatch: str) -> None:
    """Cover the chosen cells of a heat map with a hatch on white, which no colour map holds."""
    for row, step in np.argwhere(cells):
        corner = (step - 0.5, row + 0.5)  # layers count from 1
        axes.add_patch(Rectangle(corner, 1, 1, facecolor="white", hatch=hatch, lw=0))


def measured_and_predicted(plain: Flow, robust: Flow, factor: float) -> Figure:
    """Draw the first step's norms by layer against a decay of `factor` a layer.

    The prediction is tied to the last hidden layer, since theory gives the slope only.
    """
    figure, axes = panels(
        (1, 1),
        f"Read from right to left, the way the gradient goes. Theory says x {factor:.3f} a layer "
        "for a wide sigmoid network (dotted). Your network should show hardly any slope.",
        size=(8, 4),
    )
    panel = axes[0, 0]
    measured = _first_step(plain)
    runs = {"plain sigmoid, measured": measured, "your network, measured": _first_step(robust)}
    lines(panel, runs, first=1)
    hidden = np.arange(1, len(measured))
    predicted = measured[-2] * factor ** (hidden[-1] - hidden)
    panel.plot(hidden, predicted, ":", color=BLACK, label="sigmoid, predicted")
    threshold(panel, 1e-6, "vanished below")
    whole_ticks(panel)
    panel.set(
        xlabel="layer, input to output",
        ylabel="norm of the gradient",
        title="The first training step, layer by layer",
    )
    panel.legend(fontsize=9)
    return figure


def _first_step(flow: Flow) -> np.ndarray:
    """Give the norms of the first step by layer, NaN if no step was recorded."""
    return flow.norms[:, 0] if flow.norms.size else np.full(len(flow.layers), np.nan)


def health(runs: Mapping[str, Health]) -> Figure:
    """Draw min, mean and max layer norm over the steps, one panel for each network."""
    figure, axes = panels(
        (1, len(runs)),
        "The norms of all layers lie in the band. A network is healthy when the whole band lies "
        "between the dashed lines, at every step after the first few.",
    )
    for panel, (name, run) in zip(axes[0], runs.items(), strict=True):
        panel.set(title=name, xlabel="step", ylabel="norm of the gradient", yscale="log")
        panel.set_ylim(SMALLEST_DRAWN, 1e3)
        _band(panel, run)
    return figure


def _band(axes: Axes, run: Health) -> None:
    steps = [step["step"] for step in run]
    low, mean, high = (
        np.maximum(finite_only([step[f"{name}_gradient"] for step in run]), SMALLEST_DRAWN)
        for name in ("min", "mean", "max")
    )
    axes.fill_between(steps, low, high, color=BLUE, alpha=0.25, label="smallest to largest layer")
    axes.plot(steps, mean, color=BLUE, label="mean over layers")
    threshold(axes, 1e-4, "weak below")
    threshold(axes, 10, "exploding above")
    axes.legend(fontsize=9, loc="lower right")
    whole_ticks(axes)


def training(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw loss and accuracy by epoch, of each network."""
    figure, axes = panels(
        (1, 2),
        "The same data and the same depth. A network whose first layers hear nothing does not "
        "learn.",
    )
    colours = dict(zip(histories, [VERMILLION, BLUE, ORANGE], strict=False))
    for name, history in histories.items():
        for panel, measure in zip(axes[0], ("loss", "accuracy"), strict=True):
            epochs = range(1, len(history[measure]) + 1)
            panel.plot(epochs, history[measure], "o-", color=colours[name], label=name)
            panel.set(xlabel="epoch", title=f"Training {measure}")
    axes[0, 1].set_ylim(0, 1.02)
    whole_ticks(*axes[0])
    axes[0, 0].legend(fontsize=9)
    return figure
