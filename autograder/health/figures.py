"""Three views of a recorded training: gradients by layer, update ratios, the loss."""

from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from autograder.health.diagnosis import Diagnosis
from autograder.health.recording import Recording

# log10 of update/weight; TheDeepChecker's band
LOW, HIGH = -4, -1
ZERO, NOT_FINITE = "#bbbbbb", "#d62728"
LABELLED = 12


def draw(run: Recording, found: Diagnosis) -> Figure:
    """Return a figure of its own, which belongs to no window."""
    figure = Figure(figsize=(9, 9), layout="constrained")
    heat, ratios, losses = figure.subplots(3, 1, height_ratios=(1.3, 1, 1), sharex=True)
    names = ", ".join(sorted(found.troubles)) or "nothing found"
    figure.suptitle(f"{found.verdict}: {names}")
    steps = np.arange(run.steps + 1) * run.context.every
    draw_heat_map(figure, heat, run, steps)
    draw_ratios(ratios, run)
    draw_losses(losses, run, found)
    losses.set_xlabel("step of training")
    return figure


def draw_heat_map(figure: Figure, axes: Any, run: Recording, steps: Any) -> None:
    """Draw log10 of each gradient norm; exact zeros grey, what is not finite red."""
    table = run.norms.T
    with np.errstate(all="ignore"):
        logarithms = np.log10(np.where(np.isfinite(table) & (table > 0), table, np.nan))
    edges = np.arange(len(table) + 1) - 0.5
    mesh = axes.pcolormesh(steps, edges, np.ma.masked_invalid(logarithms), cmap="viridis")
    for marked, colour in ((table == 0, ZERO), (~np.isfinite(table), NOT_FINITE)):
        layer = np.ma.masked_where(~marked, np.ones_like(table))
        axes.pcolormesh(steps, edges, layer, cmap=ListedColormap([colour]))
    figure.colorbar(mesh, ax=axes, label="log10 of the norm")
    every = -(-len(table) // LABELLED)
    axes.set_yticks(range(0, len(table), every), [short(n) for n in run.layers[::every]])
    axes.invert_yaxis()
    axes.set_title("Gradient norm of each kernel, input at the top (grey: zero, red: not finite)")


def draw_ratios(axes: Any, run: Recording) -> None:
    """Draw how far each kernel moves in a step, by its length, at the measured steps."""
    axes.set_title("Update by weight, the usual band in grey")
    axes.axhspan(LOW, HIGH, color="#eeeeee")
    axes.set_ylabel("log10 of the ratio")
    if run.updates is None or run.weights is None:
        axes.text(0.5, 0.5, "not recorded", ha="center", transform=axes.transAxes)
        return
    measured = np.array(run.measured)
    with np.errstate(all="ignore"):
        ratios = np.log10(run.updates[measured] / run.weights[measured])
    ratios[~np.isfinite(ratios)] = np.nan
    columns = ratios.shape[1]
    for number, series in enumerate(ratios.T):
        colour = (number / max(1, columns - 1), 0.3, 1 - number / max(1, columns - 1))
        labelled = number in (0, columns - 1)
        label = short(run.layers[number]) * labelled
        axes.plot(measured * run.context.every, series, color=colour, lw=1, label=label)
    axes.legend(*_named(axes), loc="upper right", fontsize=8)


def _named(axes: Any) -> tuple[list[Any], list[str]]:
    handles, labels = axes.get_legend_handles_labels()
    pairs = [(handle, label) for handle, label in zip(handles, labels, strict=True) if label]
    return [handle for handle, _ in pairs], [label for _, label in pairs]


def draw_losses(axes: Any, run: Recording, found: Diagnosis) -> None:
    """Draw the loss, the level of guessing, and where each finding begins."""
    finite = np.where(np.isfinite(run.losses), run.losses, np.nan)
    axes.plot(np.arange(run.steps) * run.context.every, finite, lw=1, color="#1f77b4")
    if run.context.baseline is not None:
        axes.axhline(run.context.baseline, color="#555555", ls=":", label="guessing")
    for finding in found.findings:
        if finding.since is not None:
            axes.axvline(finding.since, color=NOT_FINITE, ls="--", lw=1, label=finding.trouble)
    axes.set_title("Loss without penalties")
    axes.set_ylabel("loss")
    if axes.get_legend_handles_labels()[1]:
        axes.legend(loc="upper right", fontsize=8)


def short(name: str) -> str:
    """Return the last two parts of a path, without what all kernels are called."""
    return "/".join(name.removesuffix("/kernel").split("/")[-2:])
