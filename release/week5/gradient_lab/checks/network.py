"""Visible checks of notebook 5: the robust network."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import keras
import numpy as np

from ..export import ModelRefused, export_model
from .report import attempt, close, expect, has_keys, passed

MOST_PARAMETERS = 500_000
LARGEST_LIMIT = 100.0


def residual_block(build: Callable[..., Any]) -> None:
    """Width in is width out; without kernels only the identity path is left; config goes round."""
    task = "ResidualBlock(8) on inputs of shape (3, 8)"
    block = attempt(build, 8)
    right = isinstance(block, keras.layers.Layer)
    expect(right, task, "a keras.layers.Layer", block, "the class that yours derives from")
    x = np.linspace(0.1, 2.4, 24, dtype="float32").reshape(3, 8)
    shape = tuple(attempt(block, x).shape)
    expect(shape == (3, 8), task, "outputs of shape (3, 8)", str(shape), "width in = width out")
    kernels = [weight for weight in block.trainable_weights if len(weight.shape) >= 2]
    expect(len(kernels) >= 1, task, "at least one kernel", str(len(kernels)), "layers of the block")
    for kernel in kernels:
        kernel.assign(np.zeros(kernel.shape))
    close(block(x, training=False), x, f"{task}, kernels set to zero", "the identity path")
    network = keras.Sequential([keras.Input((8,)), block])
    network.compile("sgd", "mean_squared_error")
    _measurable(network, (8,), task)
    config = attempt(block.get_config)
    wanted = {"units": 8, "dropout_rate": 0.1}
    held = {name: config.get(name) for name in wanted}
    expect(held == wanted, task, str(wanted), str(held), "`get_config`: base config and both")
    passed("ResidualBlock")


def build_robust_network(build: Callable[..., Any]) -> None:
    """At depth 20: kernels, parameters, outputs, loss and clipping as asked."""
    task = "build_robust_network((64,), 10)"
    model = _built(build, task)
    kernels = sum(len(weight.shape) >= 2 for weight in model.trainable_weights)
    expect(kernels >= 20, task, "at least 20 kernels", str(kernels), "what `depth` counts")
    size = model.count_params()
    right = size <= MOST_PARAMETERS
    expect(right, task, f"at most {MOST_PARAMETERS:,} parameters", f"{size:,}", "the width")
    _outputs(model, task)
    _compiled(model, task)
    _measurable(model, (64,), task)
    _drawn_afresh([model, _built(build, task)], task)
    one = tuple(attempt(build, (64,), 2)(np.zeros((5, 64), "float32")).shape)
    task = "build_robust_network((64,), 2) on 5 examples"
    expect(one == (5, 1), task, "one sigmoid unit, shape (5, 1)", str(one), "two classes")
    passed("build_robust_network")


def _built(build: Callable[..., Any], task: str) -> Any:
    """Return a model that has its weights, which some get with their first batch only."""
    model = attempt(build, (64,), 10)
    expect(isinstance(model, keras.Model), task, "a keras.Model", model, "the `return`")
    attempt(model, np.zeros((5, 64), "float32"))
    return model


def _outputs(model: Any, task: str) -> None:
    outputs = np.asarray(model(np.random.default_rng(0).normal(size=(5, 64)).astype("float32")))
    right = outputs.shape == (5, 10)
    expect(right, task, "outputs of shape (5, 10)", str(outputs.shape), "the output layer")
    close(outputs.sum(axis=1), np.ones(5), f"{task}: outputs add up to 1", "softmax at the end")


def _drawn_afresh(models: list[Any], task: str) -> None:
    """Expect that no random kernel is that of another layer or of another call."""
    weights = [weight.numpy() for model in models for weight in model.trainable_weights]
    # Zeros, an identity and the like are meant to be the same.
    drawn = [w for w in weights if w.ndim >= 2 and np.unique(w).size > 2]
    equal = sum(np.array_equal(*pair) for pair in combinations(drawn, 2))
    asked = "random kernels of its own in every layer and at every call"
    look_at = "a seed that is set, an initializer object that serves several layers"
    expect(not equal, f"{task}, called twice", asked, f"{equal} pairs of equal ones", look_at)


def _measurable(model: Any, shape: tuple[int, ...], task: str) -> None:
    """Expect a model that graders can carry over, by the rules that they have themselves."""
    try:
        attempt(export_model, model, shape)
    except ModelRefused as refused:
        task += ", which graders train elsewhere, as a graph without your code"
        expect(False, task, "a model that can be measured", str(refused), "what `came` names")


def _compiled(model: Any, task: str) -> None:
    optimizer = getattr(model, "optimizer", None)
    expect(optimizer is not None, task, "a compiled model", "no optimizer", "model.compile")
    limits = [getattr(optimizer, name) for name in ("clipnorm", "global_clipnorm", "clipvalue")]
    given = [limit for limit in limits if limit is not None]
    right = bool(given) and min(given) <= LARGEST_LIMIT
    came = ", ".join(f"a limit of {limit:g}" for limit in given) or "no clipping"
    asked = f"an optimizer that clips at {LARGEST_LIMIT:g} or less"
    expect(right, task, asked, came, "arguments of the optimizer")


def gradient_health(function: Callable[..., Any]) -> None:
    """One weight, loss w^2: the norms are 2, 1.6 and 1.28 by hand."""
    task = "gradient_health of a model y = w x from w = 1 on x = 1, y = 0 with SGD(0.1), 3 steps"
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.ones((1, 1))])
    model.compile(keras.optimizers.SGD(0.1), "mean_squared_error")
    run = attempt(function, model, np.ones((4, 1), "float32"), np.zeros((4, 1), "float32"), steps=3)
    right = isinstance(run, list) and len(run) == 3
    expect(right, task, "a list of 3 dicts", run, "one dict a step")
    expected = {
        "step": [0, 1, 2],
        "loss": [1.0, 0.64, 0.4096],
        "min_gradient": [2.0, 1.6, 1.28],
        "max_gradient": [2.0, 1.6, 1.28],
        "mean_gradient": [2.0, 1.6, 1.28],
        "std_gradient": [0.0, 0.0, 0.0],
        "vanished_layers": [0, 0, 0],
        "weak_layers": [0, 0, 0],
        "exploding_layers": [0, 0, 0],
        "total_layers": [1, 1, 1],
    }
    for step in run:
        has_keys(step, expected, task)
    for name, values in expected.items():
        close([step[name] for step in run], values, f"{task}: `{name}`", f"`{name}`")
    _one_pass(function)
    passed("gradient_health")


def _one_pass(function: Callable[..., Any]) -> None:
    """A BatchNorm of momentum 0.5 that has seen the mean 2 once has noted 1."""
    task = "gradient_health of a model with BatchNorm, 1 step"
    norm = keras.layers.BatchNormalization(momentum=0.5)
    model = keras.Sequential([keras.Input((1,)), norm, keras.layers.Dense(1)])
    model.compile("sgd", "mean_squared_error")
    x, y = np.array([[1.0], [3.0]], "float32"), np.zeros((2, 1), "float32")
    attempt(function, model, x, y, steps=1)
    look_at = "forward passes with training=True: one, from which loss and gradients come"
    close(norm.moving_mean, [1.0], f"{task}, its moving mean afterwards", look_at)


# The check of each name that the notebook asks for, and the points that the name is worth.
CHECKS = {
    "ResidualBlock": (residual_block, 8),
    "build_robust_network": (build_robust_network, 18),
    "gradient_health": (gradient_health, 10),
}
