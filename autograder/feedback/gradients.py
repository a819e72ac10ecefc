"""What a series of gradient norms shows, as numbers, words and labels; nothing is drawn here.

A layer norm is the L2 norm of the loss's gradient with respect to a layer's kernel.
"""

import math
from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from autograder.health.levels import Norms, classify
from autograder.records import GradientSeries

LABEL_LENGTH = 26
NAMED_PARTS = 2  # a layer and the block that it lies in


def norms_table(series: GradientSeries) -> Norms:
    """Return the norms as an array of shape (steps, layers); ValueError where they do not fit."""
    return np.array(series.norms, dtype=np.float64).reshape(len(series.steps), len(series.layers))


def finding(series: GradientSeries) -> tuple[str, ...]:
    """Say in words what the first and the last step of a series show, a sentence for each."""
    table = norms_table(series)
    if table.size == 0:
        return ("No gradient was measured.",)
    ends = sorted({0, len(table) - 1})
    return tuple(f"Step {series.steps[row]}: {_step_finding(table[row])}." for row in ends)


def _step_finding(norms: Norms) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in classify(norms).items() if count)
    known = norms[~np.isnan(norms)]
    span = f"; norms from {number(known.min())} to {number(known.max())}" if known.size else ""
    return f"{counts} of {norms.size} layers{span}"


def number(value: float) -> str:
    """Write a measured number with three significant digits, infinities and NaN in words."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    return f"{value:.3g}" if value != int(value) or abs(value) >= 1e6 else f"{value:.0f}"


def layer_labels(paths: Sequence[str]) -> list[str]:
    """Return short ASCII labels: layer and block, and more of the path where those are the same.

    What all paths begin with, such as the name of the network, is left out.
    """
    parts = [path.removesuffix("/kernel").split("/") for path in paths]
    levels = zip(*(part[:-1] for part in parts), strict=False)
    shared = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
    parts = [part[shared:] for part in parts]
    labels: list[str] = []
    for count in range(NAMED_PARTS, 1 + max(map(len, parts), default=0) + NAMED_PARTS):
        labels = ["/".join(part[-count:]) for part in parts]
        if len(set(labels)) == len(labels):
            break
    return [_cut(printable(label)) for label in labels]


def printable(text: str) -> str:
    """Replace what the fonts of a figure may lack: a name comes from the student."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text)


def _cut(name: str) -> str:
    """Keep the end of a long name: that is where the layers of one network differ."""
    return name if len(name) <= LABEL_LENGTH else "..." + name[3 - LABEL_LENGTH :]
