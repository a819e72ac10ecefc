"""Figures of notebook 3: clipping."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    VERMILLION,
    finite_only,
    log_line,
    log_scale,
    mark_non_finite,
    panels,
    positive_only,
)

History = Mapping[str, Sequence[float]]


def adaptive_run(infos: Sequence[Mapping[str, Any]]) -> Figure:
    """Draw what an adaptive clipper reported, one info a step, and how often it clipped."""
    before = [info["original_norm"] for info in infos]
    figure, axes = panels(
        (2, 1),
        "Above: the threshold follows the norms, up to its bound in the outburst, and back down "
        "once the outburst is forgotten; nothing that is let through lies above it. A cross on "
        "the top edge is a skipped step. Below: the share of all steps that were clipped so far.",
        size=(9, 2.8),
    )
    _norms_and_threshold(axes[0, 0], before, infos)
    share = axes[1, 0]
    share.plot([info["clip_rate"] for info in infos], color=BLUE)
    share.set(xlabel="step", ylabel="share clipped", ylim=(0, 1), title="Clip rate so far")
    return figure


def _norms_and_threshold(
    axes: Axes, before: Sequence[float], infos: Sequence[Mapping[str, Any]]
) -> None:
    after, limits = ([info[name] for info in infos] for name in ("clipped_norm", "threshold"))
    axes.plot(positive_only(before), ".-", color=VERMILLION, label="before clipping", linewidth=1)
    mark_non_finite(axes, before, VERMILLION)
    axes.plot(positive_only(after), "o", color=BLUE, label="after clipping", fillstyle="none")
    steps = range(len(limits))
    dashes = {"color": BLACK, "linestyle": "--", "label": "threshold"}
    axes.step(steps, positive_only(limits), where="mid", **dashes)
    log_scale(axes, before)
    axes.set(xlabel="step", ylabel="global norm", title="Norms and the adaptive threshold")
    axes.legend(ncols=2, fontsize=9)


def with_and_without(without: History, clipped: History) -> Figure:
    """Draw two trainings from the same weights, without and with clipping, in four panels."""
    figure, axes = panels(
        (2, 2),
        "Top: without clipping, norm and loss jump about for some steps and are then lost for "
        "good (crosses on the top edge: inf or NaN); with clipping both come down, until steps of "
        "one and the same length are too long and leap to and fro across the valley. Bottom left: "
        "how much the norm varies from step to step, a sign of unrest. Bottom right: how much of "
        "each gradient was let through; the nearer to 1, the less is left to do for the clipper.",
    )
    pairs = [("norms_before", "Norm of the gradient"), ("losses", "Loss")]
    for panel, (name, title) in zip(axes[0], pairs, strict=True):
        log_line(panel, without[name], VERMILLION, "without clipping", "--")
        log_line(panel, clipped[name], BLUE, "with clipping")
        panel.set(xlabel="step", title=f"{title} (log scale)")
        panel.legend(fontsize=9)
    _spread(axes[1, 0], without, clipped)
    _share_let_through(axes[1, 1], clipped)
    return figure


def _spread(axes: Axes, without: History, clipped: History, window: int = 5) -> None:
    """Draw the standard deviation of the norms over the last `window` steps."""
    for run, color, line in ((without, VERMILLION, "--"), (clipped, BLUE, "-")):
        log_line(axes, _rolling_spread(run["norms_before"], window), color, "", line)
    axes.set(xlabel="step", title=f"Spread of the norm, last {window} steps (log scale)")


def _rolling_spread(values: Sequence[float], window: int) -> list[float]:
    ends = range(1, len(values) + 1)
    with np.errstate(invalid="ignore"):
        return [float(np.std(values[max(0, end - window) : end])) for end in ends]


def _share_let_through(axes: Axes, clipped: History) -> None:
    before, after = finite_only(clipped["norms_before"]), finite_only(clipped["norms_after"])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(before > 0, after / before, 1.0)
    axes.fill_between(range(len(share)), 0, share, color=GREEN, alpha=0.5, step="mid")
    axes.axhline(1, color=GREY, linestyle="--", linewidth=1)
    axes.set(xlabel="step", title="Norm after / before clipping", ylim=(0, 1.1))
