"""Figures of notebook 1: vanishing gradients."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..chain import ChainFlow
from .style import BLACK, GREY, Series, log_scale, panels, positive_only, series, threshold

Norms = Mapping[str, Mapping[str, float]]

SHARES = np.linspace(0, 100, 41)  # percentiles that the heat map shows


def chain_rule(flows: Mapping[str, ChainFlow]) -> Figure:
    """Draw each layer's slope, and the product of slopes against the error that arrives."""
    figure, (slopes, products) = _pair(
        "Left: how steep the activation is where the layer works (root mean square over units and "
        "examples). Right, read from right to left, the way the gradient goes: the lines "
        "multiply the slopes of the left panel, the marks are measured errors. Both start at 1 "
        "in the last hidden layer. That they agree is the chain rule."
    )
    for name, style in series(flows).items():
        hidden = flows[name].slopes[:-1]
        layers = np.arange(1, len(hidden) + 1)
        slopes.plot(layers, hidden, style.line, color=style.color, marker=style.marker, label=name)
        _products(products, flows[name], style, name)
    slopes.axhline(0.25, color=BLACK, linestyle="--", linewidth=1)
    slopes.annotate("sigmoid at most 1/4", (1, 0.265), fontsize=8)
    slopes.set(xlabel="layer, input to output", ylim=(0, 1.05), title="Slope of the activation")
    products.set(xlabel="layer, input to output", title="What is left of the error")
    slopes.legend(fontsize=9)
    products.legend(fontsize=9, loc="lower right")
    return figure


def _pair(caption: str) -> tuple[Figure, Any]:
    figure, axes = panels((1, 2), caption)
    return figure, axes[0]


def _products(axes: Axes, flow: ChainFlow, style: Series, name: str) -> None:
    """Draw the running product of slopes from the last hidden layer back, and the errors."""
    slopes, errors = flow.slopes[:-1], flow.errors[:-1]
    layers = np.arange(1, len(slopes) + 1)
    # The error of layer l is that of layer l + 1 times the kernel times the slope in l.
    product = np.append(np.cumprod(slopes[:-1][::-1])[::-1], 1.0)
    axes.plot(layers, positive_only(product), style.line, color=style.color, label=name)
    axes.fill_between(layers, positive_only(product), 1, color=style.color, alpha=0.06)
    measured = positive_only(errors / errors[-1])
    axes.plot(layers, measured, style.marker, color=style.color, markersize=7, fillstyle="none")
    log_scale(axes, product)


def vanishing(
    norms: Norms, flows: Mapping[str, ChainFlow], diagnoses: Mapping[str, Mapping[str, Any]]
) -> Figure:
    """Draw norms, mean absolute gradients, one network's entries, and ratios in four panels."""
    figure, axes = panels(
        (2, 2),
        "Top left: each line is a network; the steeper it falls towards the input, the less its "
        "first layers are told. Top right: the same by the mean size of an entry, which does not "
        "grow with the layer's width. Bottom left: all entries of the first network named, each "
        "row a layer, from the smallest entry on the left to the largest on the right; a grey "
        "cell is exactly zero. Bottom right: how much louder the last layer hears than the first.",
    )
    _norms(axes[0, 0], norms)
    _means(axes[0, 1], flows)
    first = next(iter(flows))
    image = _entries(axes[1, 0], flows[first], first)
    figure.colorbar(image, ax=axes[1, 0], label="log10 of an entry's size")
    _ratios(axes[1, 1], {name: diagnoses[name]["ratio"] for name in norms})
    return figure


def _norms(axes: Axes, norms: Norms) -> None:
    for name, style in series(norms).items():
        values = list(norms[name].values())
        layers = range(1, len(values) + 1)
        axes.plot(
            layers,
            positive_only(values),
            linestyle=style.line,
            color=style.color,
            marker=style.marker,
            label=name,
        )
        log_scale(axes, values)
    threshold(axes, 1e-4, "weak below")
    threshold(axes, 1e-6, "vanished below")
    axes.set(xlabel="layer, input to output", title="Norm of the kernel's gradient")
    axes.legend(fontsize=9)


def _means(axes: Axes, flows: Mapping[str, ChainFlow]) -> None:
    width = 0.8 / max(1, len(flows))
    for place, (name, style) in enumerate(series(flows).items()):
        means = [np.mean(np.abs(entries)) for entries in flows[name].kernel_gradients]
        layers = np.arange(1, len(means) + 1) - 0.4 + (place + 0.5) * width
        axes.bar(
            layers,
            positive_only(means),
            width,
            color=style.color,
            hatch=style.hatch,
            label=name,
            edgecolor="white",
            linewidth=0,
        )
        log_scale(axes, means)
    axes.set(xlabel="layer, input to output", title="Mean absolute entry of the gradient")
    axes.legend(fontsize=9)


def _entries(axes: Axes, flow: ChainFlow, name: str) -> Any:
    """Draw the percentiles of the entries' sizes, layer by layer."""
    sizes = np.array([np.percentile(np.abs(g), SHARES) for g in flow.kernel_gradients])
    axes.set_facecolor(GREY)
    axes.grid(visible=False)
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
    for place, (name, style) in enumerate(series(ratios).items()):
        ratio = ratios[name]
        shown = ratio if np.isfinite(ratio) and ratio > 0 else 1.0
        axes.barh(place, shown - 1, left=1, color=style.color, hatch=style.hatch, edgecolor="white")
        axes.annotate(
            f" {ratio:.3g}",
            (max(shown, 1), place),
            va="center",
            fontsize=9,
        )
    axes.set_xscale("log")
    axes.set_yticks(range(len(ratios)), list(ratios))
    axes.invert_yaxis()
    axes.margins(x=0.2)
    axes.set_title("Norm of the last layer / of the first")
