"""Visible checks of notebook 1: vanishing gradients."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from .report import attempt, close, expect, has_keys, is_float, passed

COUNTS = ("vanished", "weak", "healthy", "exploding", "non_finite")


def layer_gradient_norms(function: Callable[..., Any]) -> None:
    """Three weights in a row, 0.5, 2 and 3, and a loss that can be differentiated in the head."""
    task = "layer_gradient_norms of y = 3 * 2 * 0.5 * x on x = 1, y = 0, mean squared error"
    layers = [keras.layers.Dense(1, use_bias=False) for _ in range(3)]
    model = keras.Sequential([keras.Input((1,)), *layers])
    values = [np.full((1, 1), value, "float32") for value in (0.5, 2.0, 3.0)]
    model.set_weights(values)
    ones, zeros = np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")
    norms = attempt(function, model, ones, zeros, keras.losses.mean_squared_error)
    paths = [variable.path for variable in model.trainable_variables]
    has_keys(norms, paths, task)
    right = list(norms) == paths
    expect(right, task, ", ".join(paths), ", ".join(map(str, norms)), "keys and their order")
    look_at = "the mean of what loss_fn gives, then norms of the kernels' gradients"
    close(list(norms.values()), [36.0, 9.0, 6.0], task, look_at)
    is_float(norms[paths[0]], f"{task}, the first norm")
    close(model.get_weights(), values, f"{task}, the weights afterwards", "what changes the model")
    _no_trace_in_batch_norm(function)
    passed("layer_gradient_norms")


def _no_trace_in_batch_norm(function: Callable[..., Any]) -> None:
    """Mean 0 and variance 1 are what a new BatchNorm has noted, and must be what it still has."""
    task = "layer_gradient_norms of a model with BatchNorm"
    norm = keras.layers.BatchNormalization()
    model = keras.Sequential([keras.Input((1,)), norm, keras.layers.Dense(1)])
    x, y = np.array([[1.0], [5.0]], "float32"), np.zeros((2, 1), "float32")
    attempt(function, model, x, y, keras.losses.mean_squared_error)
    look_at = "what a forward pass with training=True notes"
    close(norm.moving_mean, [0.0], f"{task}, its moving mean afterwards", look_at)
    close(norm.moving_variance, [1.0], f"{task}, its moving variance afterwards", look_at)


def diagnose(function: Callable[..., Any]) -> None:
    """One network that vanishes towards the input, one that explodes."""
    vanishing = {"first": 2e-8, "second": 3e-5, "third": 0.01, "fourth": 0.2}
    wanted = {"vanished": 1, "weak": 1, "healthy": 2, "exploding": 0, "non_finite": 0}
    _diagnosis(function, vanishing, wanted, 1e7, "vanishing")
    exploding = {"first": 50.0, "second": 5.0}
    wanted = {"vanished": 0, "weak": 0, "healthy": 1, "exploding": 1, "non_finite": 0}
    _diagnosis(function, exploding, wanted, 0.1, "exploding")
    passed("diagnose")


def _diagnosis(
    function: Callable[..., Any],
    norms: dict[str, float],
    counts: dict[str, int],
    ratio: float,
    verdict: str,
) -> None:
    task = f"diagnose of the norms {', '.join(f'{norm:g}' for norm in norms.values())}"
    came = attempt(function, dict(norms))
    has_keys(came, (*COUNTS, "ratio", "verdict"), task)
    for name, count in counts.items():
        close(came[name], count, f"{task}: `{name}`", "the five words and their limits")
    close(came["ratio"], ratio, f"{task}: `ratio`", "`ratio`: last / first")
    right = came["verdict"] == verdict
    expect(right, f"{task}: `verdict`", verdict, came["verdict"], "`verdict`")


# The check of each name that the notebook asks for, and the points that the name is worth.
CHECKS = {
    "layer_gradient_norms": (layer_gradient_norms, 7),
    "diagnose": (diagnose, 5),
}
