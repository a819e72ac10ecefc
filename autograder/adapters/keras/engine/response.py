"""Whether gradients keep their word: how far the loss follows when a weight moves along its own.

A layer can have a gradient and no part in the prediction: f(x) minus a copy of f(x) by operations
without gradient. What moves as little as in a training step cannot be told from one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import tensorflow as tf

from autograder.adapters.keras.engine.graphs import Forward
from autograder.adapters.keras.engine.packing import Packing
from autograder.adapters.keras.engine.refusal import refuse_unless

Array = np.ndarray[Any, Any]
# How far a weight is moved, by its length: right networks keep within 4 % of their word there.
STEP = 0.003
# A change of the loss below this share of it is lost in float32.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Response:
    """The loss of the predictions in training, penalties left out, as a function of all weights."""

    forward: Forward
    loss: Any
    packing: Packing

    def measure(
        self, weights: Sequence[Array], x: Array, y: Array, numbers: Sequence[int]
    ) -> list[float]:
        """Return the change of the loss for each of some weights, by what its gradient promises.

        About 1 where the gradient is true; 1 as well where it promises less than float32 can tell.
        """
        count = len(self.packing.shapes)
        vector = np.concatenate([np.ravel(weight) for weight in weights[:count]])
        rest = ([tf.constant(each) for each in weights[count:]], tf.constant(x), tf.constant(y))
        loss, slope = (each.numpy() for each in self._loss_and_slope(tf.constant(vector), *rest))
        least = ROUNDING * max(1.0, abs(float(loss)))

        def response(number: int) -> float:
            move, promised = moved(vector, slope, self.packing.place(number))
            if not promised > least:
                return 1.0
            ends = (tf.constant(vector + move), tf.constant(vector - move))
            after, before = (float(self._loss_and_slope(end, *rest)[0]) for end in ends)
            return (after - before) / promised

        return [response(number) for number in numbers]

    @cached_property
    def _loss_and_slope(self) -> Any:
        """Trace once for both: another trace takes longer than all slopes that nobody asked for."""

        def loss_and_slope(vector: tf.Tensor, *rest: Any) -> tuple[tf.Tensor, tf.Tensor]:
            loss = self._loss_of(vector, *rest)
            (gradient,) = tf.gradients(loss, vector)
            refuse_unless(gradient is not None, "the loss does not depend on any weight")
            return loss, gradient

        return tf.function(loss_and_slope, autograph=False)

    def _loss_of(
        self, vector: tf.Tensor, state: Sequence[tf.Tensor], x: tf.Tensor, y: tf.Tensor
    ) -> tf.Tensor:
        return self.loss(y, self.forward([*self.packing.unpack(vector), *state], x).prediction)


def moved(vector: Array, slope: Array, place: slice) -> tuple[Array, float]:
    """Return a small move of one weight along its gradient, and what it promises both ways."""
    move, weight = np.zeros_like(vector), vector[place]
    gradient = slope[place].astype("float64")
    norm = float(np.linalg.norm(gradient))
    if not norm:
        return move, 0.0
    size = STEP * (float(np.linalg.norm(weight)) or 1.0)
    move[place] = size * gradient / norm
    return move, 2 * size * norm
