"""Figures of notebook 2: exploding gradients."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import (
    legend_above,
    lines,
    log_scale,
    non_finite,
    panels,
    positive_only,
    series,
    threshold,
    whole_ticks,
)

Event = tuple[int, str, float]
Run = tuple[Any, Sequence[float]]  # a detector, and the losses of the training that it watched


def explosion(runs: Mapping[str, Run]) -> Figure:
    """Draw the norms, losses, sizes of the norms, and events of some runs in four panels."""
    figure, axes = panels(
        (2, 2),
        "Top: norm and loss by step; a cross near the top edge is a step at which it was inf or "
        "NaN. Follow one run: where is the last point at which it could have been saved? Bottom "
        "left: how often which size occurred; what is not finite has no size and is counted on "
        "its own, on the right. Bottom right: the events that the detector noted; a hatched bar "
        "as high as the panel is a norm that was not finite. Numbers in titles are in the order "
        "of the runs.",
    )
    norms = {name: detector.history for name, (detector, _) in runs.items()}
    lines(axes[0, 0], norms, nested=True)
    lines(axes[0, 1], {name: losses for name, (_, losses) in runs.items()}, nested=True)
    axes[0, 0].set(xlabel="step", title="Global norm of the gradient (log scale)")
    axes[0, 1].set(xlabel="step", title="Loss (log scale)")
    for limit in sorted({detector.threshold for detector, _ in runs.values()}):
        threshold(axes[0, 0], limit, "threshold")
    _sizes(axes[1, 0], norms)
    _events(axes[1, 1], {name: detector.events for name, (detector, _) in runs.items()})
    legend_above(figure, axes[0, 0])
    return figure


def _sizes(axes: Axes, norms: Mapping[str, Sequence[float]]) -> None:
    """Count the norms by power of ten, and beside them those that are not finite."""
    powers = {name: np.floor(np.log10(positive_only(norms[name]))) for name in norms}
    known = np.concatenate([*powers.values(), [0.0]])
    low, high = int(np.nanmin(known)), int(np.nanmax(known))
    apart, lost = high + max(2, (high - low) // 6), []
    width = 0.8 / max(1, len(norms))
    for place, (name, style) in enumerate(series(norms).items()):
        sizes, counts = np.unique(powers[name][np.isfinite(powers[name])], return_counts=True)
        lost.append(non_finite(norms[name]).size)
        places = np.append(sizes, apart) - 0.4 + (place + 0.5) * width
        heights = np.append(counts, lost[-1])
        axes.bar(places, heights, width, color=style.color, hatch=style.hatch, ec="white", lw=0)
    ticks = np.arange(low, high + 1, max(1, (high - low) // 5))
    axes.set_xticks([*ticks, apart], [*(f"1e{power}" for power in ticks), "inf,\nNaN"])
    axes.set(xlabel="norm, from this power of ten up", ylabel="steps")
    axes.set_title(f"Sizes of the norm (not finite: {', '.join(map(str, lost))})")


def _events(axes: Axes, events: Mapping[str, Sequence[Event]]) -> None:
    """Draw a bar for each event, at its step."""
    width = 0.8 / max(1, len(events))
    log_scale(axes, [norm for of_one in events.values() for _, _, norm in of_one])
    for place, (name, style) in enumerate(series(events).items()):
        shift = -0.4 + (place + 0.5) * width
        sized = [(step + shift, norm) for step, _, norm in events[name] if np.isfinite(norm)]
        lost = [step + shift for step, _, norm in events[name] if not np.isfinite(norm)]
        for step, norm in sized:
            axes.bar(step, norm, width, color=style.color)
        full = axes.get_xaxis_transform()
        axes.bar(lost, 1, width, transform=full, fc="white", ec=style.color, hatch="////")
    whole_ticks(axes)
    counts = ", ".join(str(len(of_one)) for of_one in events.values())
    axes.set(xlabel="step", ylabel="norm", title=f"Events noted: {counts}")
