"""Visible checks of notebook 4: remedies."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from .report import attempt, close, expect, has_keys, is_list, passed

MEASURES = (
    "gradient_norms",
    "losses",
    "final_loss",
    "average_gradient_norm",
    "gradient_stability",
    "loss_reduction",
)


def compare_optimizers(function: Callable[..., Any]) -> None:
    """One weight that starts elsewhere at each build, loss weight^2, two learning rates."""
    task = "compare_optimizers of SGD(0.1) and SGD(0.25) on a model y = w x, x = 1, y = 0"
    starts = itertools.count(1)

    def build() -> keras.Model:
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
        model.set_weights([np.full((1, 1), next(starts), "float32")])
        return model

    optimizers = {
        "slow": lambda: keras.optimizers.SGD(0.1),
        "fast": lambda: keras.optimizers.SGD(0.25),
    }
    ones, zeros = np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")
    loss_fn = keras.losses.mean_squared_error
    data = (ones, zeros, 2 * ones, zeros)
    came = attempt(function, build, optimizers, *data, loss_fn, epochs=3)
    has_keys(came, optimizers, task)
    for name, factor in {"slow": 0.8, "fast": 0.5}.items():
        has_keys(came[name], MEASURES, task)
        is_list(came[name]["losses"], 3, f'{task}: "{name}"')
        start = _start(came["slow"]["losses"][0])
        _run(came[name], start * factor ** np.arange(4), f'{task}: "{name}"')
    passed("compare_optimizers")


def _start(loss: Any) -> int:
    """Tell from the first loss which of the models, the first if none, lent its weight."""
    return next((start for start in range(1, 9) if loss == start**2), 1)


def _run(run: dict[str, Any], steps: np.ndarray, task: str) -> None:
    """Expect the run of one weight that takes these values."""
    weights, last = steps[:-1], steps[-1]
    look = "`losses`: before each update, every run from the weights of the same model"
    close(run["losses"], weights**2, task, look)
    close(run["gradient_norms"], 2 * weights, task, "`gradient_norms`: before each update")
    close(run["final_loss"], (2 * last) ** 2, task, "`final_loss`: on x_val, after the last update")
    close(run["average_gradient_norm"], np.mean(2 * weights), task, "`average_gradient_norm`")
    close(run["gradient_stability"], np.std(2 * weights), task, "`gradient_stability`")
    reduction = weights[0] ** 2 - weights[-1] ** 2
    close(run["loss_reduction"], reduction, task, "`loss_reduction`")


def rank(function: Callable[..., Any]) -> None:
    """Three runs; one of them ended in NaN."""
    task = "rank of runs with validation losses a: 0.5, b: NaN, c: 0.2"
    results = {
        name: {
            "gradient_norms": [1.0, 0.5],
            "losses": [1.0, loss],
            "final_loss": loss,
            "average_gradient_norm": 0.75,
            "gradient_stability": 0.25,
            "loss_reduction": 1.0 - loss,
        }
        for name, loss in {"a": 0.5, "b": math.nan, "c": 0.2}.items()
    }
    came = attempt(function, results)
    expect(came == ["c", "a", "b"], task, "list ['c', 'a', 'b']", came, "the order asked for")
    passed("rank")


def convergence_epoch(function: Callable[..., Any]) -> None:
    """A loss that falls and settles at epoch 4, and one that never fell."""
    settled = [1.0, 0.6, 0.302, 0.3, 0.299, 0.3]
    came = attempt(function, settled, window=3)
    task = f"convergence_epoch({settled}, window=3)"
    expect(came == 4, task, "4", came, "the first epoch at which such a window ends")
    flat = [1.0, 0.999, 1.0, 0.998, 0.999]
    came = attempt(function, flat, window=3)
    task = f"convergence_epoch({flat}, window=3)"
    expect(came is None, task, "None", came, "a loss that never fell has not converged")
    passed("convergence_epoch")


# The check of each name that the notebook asks for, and the points that the name is worth.
CHECKS = {
    "compare_optimizers": (compare_optimizers, 6),
    "rank": (rank, 3),
    "convergence_epoch": (convergence_epoch, 4),
}
