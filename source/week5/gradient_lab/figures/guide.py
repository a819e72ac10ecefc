"""The figures at the end of notebook 5: what each remedy is worth, and attention."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..guide import Guide, Trial
from .style import BLACK, BLUE, GREEN, VERMILLION, legend_above, lines, panels


def guide(measured: Guide) -> Figure:
    """Draw the accuracy of each remedy alone and of all but it, and what a step costs."""
    figure, axes = panels(
        (1, 3),
        "A mark is one training, from one of three initialisations. Left: the patient with this "
        "remedy and nothing else; what reaches the right side cures alone. Middle: all remedies "
        "but this one; what falls to the left is missed. Dashed: the patient without any remedy "
        "(left), with all of them (middle). Right: the price, as the time of a step.",
        size=(3.6, 3.2),
    )
    alone, without, cost = axes[0]
    _accuracies(alone, measured.alone, measured.plain, VERMILLION)
    _accuracies(without, measured.without, measured.complete, BLUE)
    alone.set_title("This remedy alone")
    without.set(title="All but this one", yticklabels=[])
    _costs(cost, measured)
    return figure


def _accuracies(
    axes: Axes, trials: Mapping[str, Sequence[Trial]], reference: Sequence[Trial], color: str
) -> None:
    for place, of_one in enumerate(trials.values()):
        marks = [trial.accuracy for trial in of_one]
        axes.plot(marks, [place] * len(marks), "o", color=color, fillstyle="none", markersize=8)
    level = float(np.mean([trial.accuracy for trial in reference]))
    axes.axvline(level, color=BLACK, linestyle="--", linewidth=1)
    _rows(axes, list(trials))
    axes.set(xlabel="test accuracy", xlim=(0, 1.02))


def _costs(axes: Axes, measured: Guide) -> None:
    plain = min(trial.seconds for trial in measured.plain)
    for place, trials in enumerate(measured.alone.values()):
        cost = min(trial.seconds for trial in trials) / plain
        axes.barh(place, cost, height=0.6, color=GREEN)
        axes.annotate(f" {cost:.1f}", (cost, place), va="center", fontsize=9)
    _rows(axes, [""] * len(measured.alone))
    axes.margins(x=0.18)
    axes.set(xlabel="times that of the patient", title="Time of a step")


def _rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows of a panel, the first at the top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)


def reach(norms: Mapping[str, np.ndarray]) -> Figure:
    """Draw how strongly the last position depends on those before it."""
    figure, axes = panels(
        (1, 1),
        "Read from left to right, back in time. In the recurrent layer the gradient passes "
        "through every position on its way, and each takes its share, just as the layers of a "
        "deep network do. Attention looks at all positions directly: far is no farther than near.",
        size=(8, 3.6),
    )
    panel = axes[0, 0]
    lines(panel, norms)
    panel.set(
        xlabel="positions back",
        ylabel="norm of the gradient",
        title="What the last output's gradient says to earlier inputs (log scale)",
    )
    legend_above(figure, panel)
    return figure
