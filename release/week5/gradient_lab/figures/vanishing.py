"""Figures of notebook 1: vanishing gradients."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from ..chain import ChainFlow
from .style import (
    BLACK,
    Series,
    blank,
    legend_above,
    lines,
    log_scale,
    panels,
    positive_only,
    series,
    threshold,
    whole_ticks,
)

Flows = Mapping[str, ChainFlow]

SHARES = np.linspace(0, 100, 41)  # percentiles that the heat map shows


def chain_rule(flows: Flows) -> Figure:
    """Draw each layer's slope, and the product of slopes against the error that arrives."""
    figure, axes = panels(
        (1, 2),
        "Left: how steep the activation is where the layer works (root mean square over units and "
        "examples). Right, to be read from right to left, the way the gradient goes: the lines "
        "multiply the slopes of the left panel, the marks are measured errors; both are 1 in the "
        "last hidden layer. The lines leave out the kernels: that the marks lie near them says "
        "that the kernels nearly keep lengths.",
    )
    slopes, products = axes[0]
    lines(products, {name: _product(flow) for name, flow in flows.items()}, first=1)
    for name, style in series(flows).items():
        _slopes(slopes, flows[name], style)
        _errors(products, flows[name], style)
    slopes.axhline(0.25, color=BLACK, linestyle="--", linewidth=1)
    slopes.annotate("sigmoid at most 1/4", (1, 0.27), fontsize=9)
    slopes.set(xlabel="layer, input to output", ylim=(0, 1.05), title="Slope of the activation")
    products.set(xlabel="layer, input to output", title="What is left of the error (log scale)")
    legend_above(figure, products)
    return figure


def _slopes(axes: Axes, flow: ChainFlow, style: Series) -> None:
    hidden = flow.slopes[:-1]
    layers = np.arange(1, len(hidden) + 1)
    axes.plot(layers, hidden, linestyle=style.line, color=style.color, marker=style.marker)
    whole_ticks(axes)


def _product(flow: ChainFlow) -> np.ndarray:
    """Multiply the slopes of all layers before the last hidden one, from there back."""
    before_last = flow.slopes[:-2]
    return np.append(np.cumprod(before_last[::-1])[::-1], 1.0)


def _errors(axes: Axes, flow: ChainFlow, style: Series) -> None:
    """Mark the measured errors relative to that of the last hidden layer."""
    errors = flow.errors[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = positive_only(errors / errors[-1])
    layers = np.arange(1, len(errors) + 1)
    axes.plot(layers, relative, style.marker, color=style.color, markersize=8, fillstyle="none")


def vanishing(
    norms: Mapping[str, Mapping[str, float]],
    flows: Flows,
    diagnoses: Mapping[str, Mapping[str, Any]],
) -> Figure:
    """Draw norms, mean absolute entries, all entries of one network, and ratios in four panels."""
    first = next(iter(flows))
    zeros = any(np.any(entries == 0) for entries in flows[first].kernel_gradients)
    figure, axes = panels(
        (2, 2),
        "Top left: each line is a network; the steeper it falls towards the input, the less its "
        "first layers are told. Top right: the same by the mean size of an entry, which does not "
        "grow with the layer's width. Bottom left: each row is a layer, its entries sorted from "
        f"the smallest to the largest{'; dots are exact zeros' * zeros}. Look for a row whose "
        "largest entry is darker than the smallest of another. Bottom right: how much louder the "
        "last layer hears than the first.",
    )
    lines(axes[0, 0], {name: list(of_one.values()) for name, of_one in norms.items()}, first=1)
    threshold(axes[0, 0], 1e-4, "weak below")
    threshold(axes[0, 0], 1e-6, "vanished below")
    axes[0, 0].set(xlabel="layer, input to output", title="Norm of the kernel's gradient")
    _means(axes[0, 1], flows)
    image = _entries(axes[1, 0], flows[first], first)
    figure.colorbar(image, ax=axes[1, 0], label="log10 of an entry's size")
    _ratios(axes[1, 1], {name: diagnosis["ratio"] for name, diagnosis in diagnoses.items()})
    legend_above(figure, axes[0, 0])
    return figure


def _means(axes: Axes, flows: Flows) -> None:
    width = 0.8 / max(1, len(flows))
    for place, (name, style) in enumerate(series(flows).items()):
        means = [np.mean(np.abs(entries)) for entries in flows[name].kernel_gradients]
        layers = np.arange(1, len(means) + 1) - 0.4 + (place + 0.5) * width
        heights = positive_only(means)
        axes.bar(layers, heights, width, color=style.color, hatch=style.hatch, ec="white", lw=0)
        log_scale(axes, means)
    whole_ticks(axes)
    axes.set(xlabel="layer, input to output", title="Mean absolute entry of the gradient")


def _entries(axes: Axes, flow: ChainFlow, name: str) -> AxesImage:
    """Draw the percentiles of the entries' sizes, layer by layer."""
    with np.errstate(invalid="ignore"):
        sizes = np.array([np.percentile(np.abs(one), SHARES) for one in flow.kernel_gradients])
    blank(axes)
    image = axes.imshow(
        np.log10(positive_only(sizes)),
        aspect="auto",
        cmap="cividis",
        extent=(0, 100, len(sizes) + 0.5, 0.5),
    )
    axes.set(xlabel="share of the entries that are smaller, %", ylabel="layer")
    axes.set_title(f"Entries of the gradient, {name}")
    return image


def _ratios(axes: Axes, ratios: Mapping[str, float]) -> None:
    """Draw last/first as bars from 1 on a logarithmic axis; inf and NaN are written, not drawn."""
    for place, (name, style) in enumerate(series(ratios).items()):
        ratio = ratios[name]
        end = float(np.clip(ratio, 1e-30, 1e30)) if np.isfinite(ratio) else 1.0
        axes.barh(place, end - 1, left=1, color=style.color, hatch=style.hatch, edgecolor="white")
        axes.annotate(f" {ratio:.3g}", (max(end, 1), place), va="center", fontsize=9)
    axes.set_xscale("log")
    axes.set_yticks(range(len(ratios)), list(ratios))
    axes.invert_yaxis()
    axes.margins(x=0.25)
    axes.set_title("Norm of the last layer / of the first")
