"""All trainable weights of a model as one vector."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf


class Packing:
    """The places of weights of the given shapes in one vector, in order."""

    def __init__(self, shapes: Sequence[tuple[int, ...]]) -> None:
        self.shapes = [tuple(shape) for shape in shapes]
        self.sizes = [math.prod(shape) for shape in self.shapes]
        self.total = sum(self.sizes)
        numbers = np.arange(len(self.sizes), dtype=np.int32)
        # A tensor rather than an array: functions hold on to it instead of copying it.
        self._weight_of_entry = tf.constant(np.repeat(numbers, self.sizes))

    def place(self, number: int) -> slice:
        """Return where a weight lies in the vector."""
        start = sum(self.sizes[:number])
        return slice(start, start + self.sizes[number])

    def pack(self, arrays: Sequence[Any]) -> tf.Tensor:
        """Return tensors of these shapes as one vector."""
        return tf.concat([tf.reshape(array, [-1]) for array in arrays], 0)

    def unpack(self, vector: tf.Tensor) -> list[tf.Tensor]:
        """Return the tensors that a vector holds."""
        parts = tf.split(vector, self.sizes)
        return [tf.reshape(part, shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def square_sums(self, vector: tf.Tensor) -> tf.Tensor:
        """Return the sum of squares of each weight, in the vector's own precision."""
        return tf.math.segment_sum(tf.square(vector), self._weight_of_entry)

    def clip_each(self, vector: tf.Tensor, limit: float) -> tf.Tensor:
        """Scale each weight's part down to the norm `limit`, as Keras's `clipnorm` does.

        Formula: g · limit / max(‖g‖, limit), in float32 as there.
        """
        largest = tf.maximum(tf.sqrt(self.square_sums(vector)), limit)
        return vector * limit / tf.gather(largest, self._weight_of_entry)
