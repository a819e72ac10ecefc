"""Figures of notebook 4: remedies."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..chain import ChainFlow
from ..remedies import Outcome
from .style import (
    BLACK,
    SKY,
    bars,
    legend_above,
    lines,
    panels,
    positive_only,
    series,
)

Results = Mapping[str, Mapping[str, Any]]


def optimizers(results: Results, order: Sequence[str]) -> Figure:
    """Draw losses, norms, final losses in order, and spread against size of the norm."""
    figure, axes = panels(
        (2, 2),
        "Top left: training loss; all lines start at one point, since all runs start from the "
        "same weights. Top right: the gradient's norm on the way. Bottom left: loss on validation "
        "data after the last step, the best at the top; compare with the order on the top left. "
        "Bottom right: a norm that is large, or varies much, is a restless training; is the "
        "calmest run the best?",
    )
    for panel, measure in zip(axes[0], ("losses", "gradient_norms"), strict=True):
        lines(panel, {name: run[measure] for name, run in results.items()}, nested=True)
        panel.set_xlabel("step")
    axes[0, 0].set_title("Training loss (log scale)")
    axes[0, 1].set_title("Global norm of the gradient (log scale)")
    final = {name: results[name]["final_loss"] for name in order}
    bars(axes[1, 0], final, series(results), "inf or NaN")
    axes[1, 0].set_title("Validation loss after the last step")
    _restlessness(axes[1, 1], results)
    legend_above(figure, axes[0, 0], columns=6)
    return figure


def _restlessness(axes: Axes, results: Results) -> None:
    for name, style in series(results).items():
        run = results[name]
        size, spread = positive_only([run["average_gradient_norm"], run["gradient_stability"]])
        axes.plot(size, spread, style.marker, color=style.color, markersize=9, fillstyle="none")
    axes.margins(0.15)
    axes.set(xlabel="average of the norm", ylabel="its standard deviation", title="Size and unrest")


def remedies(outcomes: Mapping[str, Outcome], settled: Mapping[str, int | None]) -> Figure:
    """Draw training loss, validation loss, test accuracy and epoch of convergence."""
    figure, axes = panels(
        (2, 2),
        "Top: compare left with right. A network whose training loss goes on falling while its "
        "validation loss rises learns by heart. (While training, Dropout is at work, so the "
        "networks that have it look worse on the left than they are.) Bottom right: the epoch at "
        "which the validation loss had come down and settled. Early is not "
        "the same as good: look to the left of it.",
    )
    for panel, measure in zip(axes[0], ("loss", "val_loss"), strict=True):
        of_all = {name: run.history[measure] for name, run in outcomes.items()}
        lines(panel, of_all, log=measure == "loss")
        panel.set_xlabel("epoch")
    axes[0, 0].set_title("Training loss (log scale)")
    axes[0, 1].set_title("Validation loss")
    styles = series(outcomes)
    bars(axes[1, 0], {name: run.test_accuracy for name, run in outcomes.items()}, styles, "none")
    axes[1, 0].axvline(0.5, color=BLACK, linestyle="--", linewidth=1)
    axes[1, 0].set(title="Test accuracy (dashed: by chance)", xlim=(0, 1.15))
    epochs = {name: np.nan if epoch is None else epoch for name, epoch in settled.items()}
    bars(axes[1, 1], epochs, styles, "never")
    axes[1, 1].set(title="Converged at epoch", xlabel="epoch")
    legend_above(figure, axes[0, 0])
    return figure


def schedules(
    rates: Mapping[str, Sequence[float]], losses: Mapping[str, Sequence[float]]
) -> Figure:
    """Draw the learning rate by step, and the training loss that it led to."""
    figure, axes = panels(
        (1, 2),
        "Left: five plans for the learning rate. Right: what came of them, averaged over an "
        "epoch. A rate that stays large soon jumps about instead of getting on; a rate that falls "
        "can settle. Which plan is ahead half-way is not which one is ahead at the end.",
    )
    lines(axes[0, 0], rates, log=False)
    axes[0, 0].set(xlabel="step", title="Learning rate")
    lines(axes[0, 1], losses, first=1)
    axes[0, 1].set(xlabel="epoch", title="Training loss (log scale)")
    legend_above(figure, axes[0, 0], columns=5)
    return figure


def initialisations(flows: Mapping[str, ChainFlow]) -> Figure:
    """Draw the variance of each layer's pre-activations, and the norm of its error."""
    figure, axes = panels(
        (1, 2),
        "Left: what reaches a layer's activation on the way forward; the band is 1 give or take "
        "0.1, where LSUV brings every layer; a line that leaves the panel has faded for good. "
        "Right, to be read from right to left: the error on the way back, that is the derivative "
        "of the loss with respect to what the left panel shows. What keeps the signal alive on "
        "the way there keeps it alive on the way back.",
    )
    variances, errors = axes[0]
    lines(variances, {name: flow.variances for name, flow in flows.items()}, first=1)
    variances.axhspan(0.9, 1.1, color=SKY, alpha=0.5)
    variances.set_ylim(1e-3, 10)
    lines(errors, {name: flow.errors for name, flow in flows.items()}, first=1)
    variances.set(xlabel="layer, input to output", title="Variance of the pre-activations")
    errors.set(xlabel="layer, input to output", title="Norm of the error (log scale)")
    legend_above(figure, variances)
    return figure
