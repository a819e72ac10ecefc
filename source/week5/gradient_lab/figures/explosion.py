"""Figures of notebook 2: exploding gradients."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import (
    finite_only,
    log_scale,
    mark_non_finite,
    panels,
    positive_only,
    series,
    threshold,
    whole_ticks,
)

Run = tuple[Any, Sequence[float]]  # a detector and the losses of the training that it watched


def explosion(runs: Mapping[str, Run]) -> Figure:
    """Draw the norms, losses, distribution of norms, and events of some runs in four panels."""
    figure, axes = panels(
        (2, 2),
        "Top: norm and loss by step; a cross at the top edge is a step at which it was inf or "
        "NaN. Bottom left: how often which size occurred; the bar on the right, set apart, counts "
        "what is not finite and has no size. Bottom right: the events that the detector noted; a "
        "hatched bar as high as the panel stands for a non-finite norm.",
    )
    norms = {name: detector.history for name, (detector, _) in runs.items()}
    _lines(axes[0, 0], norms)
    _lines(axes[0, 1], {name: losses for name, (_, losses) in runs.items()})
    axes[0, 0].set_title("Global norm of the gradient (log scale)")
    axes[0, 1].set_title("Loss (log scale)")
    detector, _ = next(iter(runs.values()))
    threshold(axes[0, 0], detector.threshold, "threshold")
    _distribution(axes[1, 0], norms)
    _events(axes[1, 1], {name: detector.events for name, (detector, _) in runs.items()})
    return figure


def _lines(axes: Axes, values: Mapping[str, Sequence[float]]) -> None:
    for place, (name, style) in enumerate(series(values).items()):
        axes.plot(
            positive_only(values[name]),
            linestyle=style.line,
            color=style.color,
            marker=style.marker,
            label=name,
        )
        mark_non_finite(axes, values[name], style.color, 0.985 - 0.05 * place)
        log_scale(axes, values[name])
    whole_ticks(axes)
    axes.set_xlabel("step")
    axes.legend(fontsize=9)


def _distribution(axes: Axes, norms: Mapping[str, Sequence[float]]) -> None:
    """Count the norms by decade, and beside them those that are not finite."""
    decades = {name: np.log10(positive_only(values)) for name, values in norms.items()}
    known = np.concatenate([finite_only(values) for values in decades.values()])
    known = known[np.isfinite(known)] if np.isfinite(known).any() else np.zeros(1)
    low, high = int(np.floor(known.min())), int(np.floor(known.max()))
    edges = np.arange(low, high + 2)
    width = 0.8 / len(norms)
    for place, (name, style) in enumerate(series(norms).items()):
        counts, _ = np.histogram(decades[name], edges)
        lost = int(np.sum(~np.isfinite(np.asarray(norms[name], dtype=float))))
        positions = np.append(edges[:-1], high + 2) - 0.4 + (place + 0.5) * width
        axes.bar(
            positions,
            [*counts, lost],
            width,
            color=style.color,
            hatch=style.hatch,
            label=f"{name}: {lost} not finite",
            edgecolor="white",
            linewidth=0,
        )
    axes.set_xticks([*edges[:-1], high + 2], [*(f"1e{edge}" for edge in edges[:-1]), "inf, NaN"])
    axes.set(xlabel="norm, from this power of ten on", ylabel="steps", title="Sizes of the norm")
    axes.legend(fontsize=9)


def _events(axes: Axes, events: Mapping[str, Sequence[tuple[int, str, float]]]) -> None:
    """Draw a bar for each event, at its step."""
    width = 0.8 / len(events)
    norms = [norm for of_one in events.values() for _, _, norm in of_one]
    log_scale(axes, norms)
    for place, (name, style) in enumerate(series(events).items()):
        offset = -0.4 + (place + 0.5) * width
        sized = [(step + offset, norm) for step, kind, norm in events[name] if kind == "exploding"]
        lost = [step + offset for step, kind, _ in events[name] if kind == "non-finite"]
        if sized:
            axes.bar(*zip(*sized, strict=True), width, color=style.color)
        axes.bar(
            lost,
            1,
            width,
            transform=axes.get_xaxis_transform(),
            hatch="////",
            facecolor="white",
            edgecolor=style.color,
            label=f"{name}: {len(events[name])} events",
        )
    whole_ticks(axes)
    axes.set(xlabel="step", ylabel="norm", title="Events")
    axes.legend(fontsize=9)
