"""Visible checks of notebook 3: clipping."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .report import attempt, close, expect, has_keys, is_list, is_pair, passed

INFO = ("was_clipped", "original_norm", "clipped_norm", "threshold", "clip_rate")
STATISTICS = (
    "total_checks",
    "total_clips",
    "total_skipped",
    "overall_clip_rate",
    "recent_clip_rate",
    "average_norm",
    "current_threshold",
)


def clip_by_value(function: Callable[..., Any]) -> None:
    """Entries are limited to [-1, 1], those within stay, None keeps its place."""
    task = "clip_by_value of [2, -3, 0.5], None and [[4], [-0.25]] to limit 1"
    gradients = [tf.constant([2.0, -3.0, 0.5]), None, tf.constant([[4.0], [-0.25]])]
    clipped = attempt(function, gradients, 1.0)
    is_list(clipped, 3, task)
    expect(clipped[1] is None, task, "None second, as it came", clipped[1], "entries that are None")
    close(clipped[0], [1.0, -1.0, 0.5], task, "both ends of the range: -limit and +limit")
    close(clipped[2], [[1.0], [-0.25]], task, "entries within the range, which stay")
    passed("clip_by_value")


def clip_by_norm(function: Callable[..., Any]) -> None:
    """A tensor of norm 10 is halved to 5, one of norm 1 stays, None keeps its place."""
    task = "clip_by_norm of [6, 8], None and [0.6, 0.8] to norm 5"
    gradients = [tf.constant([6.0, 8.0]), None, tf.constant([0.6, 0.8])]
    clipped = attempt(function, gradients, 5.0)
    is_list(clipped, 3, task)
    expect(clipped[1] is None, task, "None second, as it came", clipped[1], "entries that are None")
    close(clipped[0], [3.0, 4.0], task, "the factor: max_norm / norm, for this tensor alone")
    close(clipped[2], [0.6, 0.8], task, "tensors whose norm is below max_norm: they stay")
    passed("clip_by_norm")


def clip_by_global_norm(function: Callable[..., Any]) -> None:
    """Two tensors of global norm 10 are halved together, and 10 is reported."""
    task = "clip_by_global_norm of [6, 0], [0, -8] to norm 5"
    result = attempt(function, [tf.constant([6.0, 0.0]), tf.constant([0.0, -8.0])], 5.0)
    clipped, norm = is_pair(result, "list", "norm", task)
    is_list(clipped, 2, task)
    close(norm, 10.0, task, "the second result: the global norm before clipping")
    close(clipped[0], [3.0, 0.0], task, "the factor: one for all tensors, max_norm / global norm")
    close(clipped[1], [0.0, -4.0], task, "the factor: one for all tensors, max_norm / global norm")
    passed("clip_by_global_norm")


def adaptive_gradient_clipper(build: Callable[..., Any]) -> None:
    """Norms 2, 4 and 9 with a warm-up of 3: thresholds 1, 1, and the median 4."""
    task = "AdaptiveGradientClipper(percentile=50, warmup=3), given norms 2, 4 and 9 in turn"
    clipper = attempt(build, percentile=50, warmup=3)
    thresholds = [1.0, 1.0, 4.0]
    for norm, limit in zip([2.0, 4.0, 9.0], thresholds, strict=True):
        result = attempt(clipper.clip, [tf.constant([norm, 0.0]), None])
        clipped, info = is_pair(result, "list", "info", task)
        is_list(clipped, 2, task)
        has_keys(info, INFO, task)
        close(info["threshold"], limit, task, "the order: append the norm, then the threshold")
        close(info["original_norm"], norm, task, "`original_norm`: the norm before clipping")
        close(info["clipped_norm"], limit, task, "`clipped_norm`: the norm of what is returned")
        close(clipped[0], [limit, 0.0], task, "clipping by global norm to the threshold")
    _skips_nan(clipper)
    passed("AdaptiveGradientClipper")


def _skips_nan(clipper: Any) -> None:
    task = "AdaptiveGradientClipper, given a gradient that holds NaN after three that do not"
    result = attempt(clipper.clip, [tf.constant([np.nan, 1.0])])
    clipped, _ = is_pair(result, "None", "info", task)
    expect(clipped is None, task, "None in place of the gradients", clipped, "non-finite norms")
    statistics = attempt(clipper.statistics)
    has_keys(statistics, STATISTICS, task)
    close(statistics["total_skipped"], 1, task, "`total_skipped` in statistics()")
    close(statistics["average_norm"], 5.0, task, "the history: a skipped norm does not enter it")


def train_with_clipping(function: Callable[..., Any]) -> None:
    """One weight, loss weight^2, gradients halved: every number can be done in the head."""
    task = "train_with_clipping of a model y = w x from w = 1 on x = 1, y = 0, gradients halved"
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.ones((1, 1))])
    run = attempt(
        function,
        model,
        np.ones((4, 1), "float32"),
        np.zeros((4, 1), "float32"),
        keras.losses.mean_squared_error,
        keras.optimizers.SGD(0.1),
        lambda gradients: [gradient / 2 for gradient in gradients],
        epochs=3,
    )
    has_keys(run, ("losses", "norms_before", "norms_after"), task)
    close(run["losses"], [1.0, 0.81, 0.6561], task, "`losses`: before each update; one per epoch")
    close(run["norms_before"], [2.0, 1.8, 1.62], task, "`norms_before`: of the model's gradients")
    close(run["norms_after"], [1.0, 0.9, 0.81], task, "`norms_after`: of what `clip` gave back")
    close(model.get_weights()[0], [[0.729]], task, "that what `clip` gave back is applied")
    passed("train_with_clipping")


# The check of each name that the notebook asks for, and the points that the name is worth.
CHECKS = {
    "clip_by_value": (clip_by_value, 4),
    "clip_by_norm": (clip_by_norm, 5),
    "clip_by_global_norm": (clip_by_global_norm, 6),
    "AdaptiveGradientClipper": (adaptive_gradient_clipper, 7),
    "train_with_clipping": (train_with_clipping, 5),
}
