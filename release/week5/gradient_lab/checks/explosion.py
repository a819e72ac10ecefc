"""Visible checks of notebook 2: exploding gradients."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .report import attempt, close, expect, is_float, is_list, passed


def global_norm(function: Callable[..., Any]) -> None:
    """Tensors of norm 3 and 4 are 5 long together; None is skipped."""
    task = "global_norm of [1, -2, 2], None and [[-4], [0]]"
    gradients = [tf.constant([1.0, -2.0, 2.0]), None, tf.constant([[-4.0], [0.0]])]
    norm = attempt(function, gradients)
    is_float(norm, task)
    close(norm, 5.0, task, "the root of the sum of all squares")
    passed("global_norm")


def gradient_explosion_detector(build: Callable[..., Any]) -> None:
    """Norms 5, 13 and NaN at a threshold of 10: one of each kind."""
    task = "GradientExplosionDetector(threshold=10), given norms 5, 13 and NaN in turn"
    detector = attempt(build, threshold=10.0)
    kinds = ["ok", "exploding", "non-finite"]
    for entries, kind in zip([[3.0, 4.0], [5.0, -12.0], [np.nan, 1.0]], kinds, strict=True):
        came = attempt(detector.observe, [tf.constant(entries)])
        expect(came == kind, task, kind, came, "what `observe` gives back")
    is_list(detector.history, 3, f"{task}: `history`")
    close(detector.history[:2], [5.0, 13.0], f"{task}: `history`", "the norm of every step")
    is_list(detector.events, 2, f"{task}: `events`")
    event = detector.events[0]
    right = isinstance(event, tuple) and event[:2] == (1, "exploding")
    what = "the tuple (1, 'exploding', 13.0) first"
    expect(right, f"{task}: `events`", what, event, "(step, kind, norm)")
    close(event[2:], [13.0], f"{task}: the norm in `events`", "(step, kind, norm)")
    passed("GradientExplosionDetector")


class _Scripted:
    """A detector that says what it was told to say, and notes what it was shown.

    Shown the same gradients once more, it says the same once more.
    """

    def __init__(self, *kinds: str) -> None:
        self.kinds = list(kinds)
        self.seen: list[float] = []

    def observe(self, gradients: Any) -> str:
        self.seen.append(float(np.ravel(next(iter(gradients)))[0]))
        steps = len(set(self.seen))
        return self.kinds[min(steps, len(self.kinds)) - 1]


def train_with_detection(function: Callable[..., Any]) -> None:
    """One weight, loss weight^2: two updates, and a third step that a detector forbids."""
    task = "train_with_detection of a model y = w x from w = 1 on x = 1, y = 0 with SGD(0.1)"
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.ones((1, 1))])
    detector = _Scripted("ok", "exploding", "non-finite", "ok")
    losses = attempt(
        function,
        model,
        np.ones((4, 1), "float32"),
        np.zeros((4, 1), "float32"),
        keras.losses.mean_squared_error,
        keras.optimizers.SGD(0.1),
        detector,
        epochs=4,
    )
    task += ', a detector that says "ok", "exploding", "non-finite"'
    close(losses, [1.0, 0.64, 0.4096], task, "the losses: one for each step, before its update")
    is_float(losses[0], f"{task}, the first loss")
    close(detector.seen, [2.0, 1.6, 1.28], task, "the call of `observe`: once a step")
    close(model.get_weights()[0], [[0.64]], task, 'the order: no update after "non-finite"')
    passed("train_with_detection")


# The check of each name that the notebook asks for, and the points that the name is worth.
CHECKS = {
    "global_norm": (global_norm, 5),
    "GradientExplosionDetector": (gradient_explosion_detector, 6),
    "train_with_detection": (train_with_detection, 6),
}
