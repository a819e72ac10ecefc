"""Figures of notebook 4: remedies."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..remedies import Outcome
from .style import (
    BLACK,
    log_scale,
    mark_non_finite,
    panels,
    positive_only,
    series,
    whole_ticks,
)

Results = Mapping[str, Mapping[str, Any]]


def optimizers(results: Results, order: Sequence[str]) -> Figure:
    """Draw losses, norms, final losses in order, and spread against size of the norm."""
    figure, axes = panels(
        (2, 2),
        "Top left: training loss; all start at one point, since all start from the same weights. "
        "Top right: the gradient's norm on the way. Bottom left: loss on validation data after "
        "the last step, the best at the top; a run that diverged has no bar. Bottom right: "
        "a norm that is large or varies much (towards the top right) is a restless training.",
    )
    _lines(axes[0, 0], {name: run["losses"] for name, run in results.items()})
    _lines(axes[0, 1], {name: run["gradient_norms"] for name, run in results.items()})
    axes[0, 0].set(xlabel="step", title="Training loss (log scale)")
    axes[0, 1].set(xlabel="step", title="Global norm of the gradient (log scale)")
    axes[0, 0].legend(fontsize=8)
    styles = series(results)
    _bars(axes[1, 0], {name: results[name]["final_loss"] for name in order}, styles)
    axes[1, 0].set_title("Validation loss after the last step")
    _restlessness(axes[1, 1], results)
    return figure


def _lines(axes: Axes, values: Mapping[str, Sequence[float]]) -> None:
    for place, (name, style) in enumerate(series(values).items()):
        axes.plot(
            positive_only(values[name]),
            linestyle=style.line,
            color=style.color,
            label=name,
        )
        mark_non_finite(axes, values[name], style.color, 0.985 - 0.03 * place)
        log_scale(axes, values[name])
    whole_ticks(axes)


def _bars(axes: Axes, values: Mapping[str, float], styles: Mapping[str, Any]) -> None:
    """Draw a bar with its value for each name, from top to bottom."""
    for place, (name, value) in enumerate(values.items()):
        style = styles[name]
        length = value if np.isfinite(value) else 0.0
        axes.barh(place, length, color=style.color, hatch=style.hatch, edgecolor="white")
        axes.annotate(f" {value:.3g}", (length, place), va="center", fontsize=9)
    axes.set_yticks(range(len(values)), list(values))
    axes.invert_yaxis()
    axes.margins(x=0.15)


def _restlessness(axes: Axes, results: Results) -> None:
    for name, style in series(results).items():
        run = results[name]
        point = positive_only([run["average_gradient_norm"], run["gradient_stability"]])
        axes.plot(*point[:, np.newaxis], style.marker, color=style.color, markersize=8)
        axes.annotate(name, point, (6, 4), textcoords="offset points", fontsize=8)
    axes.margins(0.2)
    axes.set(
        xlabel="average norm", ylabel="standard deviation of the norm", title="Size and unrest"
    )


def remedies(outcomes: Mapping[str, Outcome], settled: Mapping[str, int | None]) -> Figure:
    """Draw training loss, validation loss, test accuracy and epoch of convergence."""
    figure, axes = panels(
        (2, 2),
        "Top: compare left with right. A network whose training loss goes on falling while its "
        "validation loss rises learns by heart. (While training, Dropout is at work, so those "
        "networks look worse on the left than they are.) Bottom right: the epoch at which the "
        "validation loss had come down and settled; no bar: it never did.",
    )
    for panel, name, title in zip(
        axes[0], ("loss", "val_loss"), ("Training loss", "Validation loss"), strict=True
    ):
        _lines(panel, {key: outcome.history[name] for key, outcome in outcomes.items()})
        panel.set(xlabel="epoch", title=f"{title} (log scale)")
    axes[0, 0].legend(fontsize=8)
    styles = series(outcomes)
    _bars(axes[1, 0], {name: run.test_accuracy for name, run in outcomes.items()}, styles)
    axes[1, 0].axvline(0.5, color=BLACK, linestyle="--", linewidth=1)
    axes[1, 0].annotate("by chance ", (0.5, len(outcomes) - 0.5), ha="right", fontsize=8)
    axes[1, 0].set_title("Test accuracy")
    epochs = {name: np.nan if epoch is None else epoch for name, epoch in settled.items()}
    _bars(axes[1, 1], epochs, styles)
    axes[1, 1].set(title="Converged at epoch", xlabel="epoch")
    return figure
