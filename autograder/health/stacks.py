"""Norms of many tensors by few operations.

Three norms a kernel, each by itself, cost two fifths of a training step at 50 layers of 64 units.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf


class Stacks:
    """Puts tensors of equal shape and type into one; made for those of some variables."""

    def __init__(self, variables: Sequence[Any]) -> None:
        self._variables = variables
        kinds = [(tuple(each.shape), each.dtype) for each in variables]
        self._groups = [
            [place for place, kind in enumerate(kinds) if kind == each]
            for each in dict.fromkeys(kinds)
        ]
        places = [place for group in self._groups for place in group]
        self._order = [places.index(place) for place in range(len(kinds))]

    def of(self, tensors: Sequence[Any]) -> list[Any]:
        """Return one tensor for each kind; zeros stand for None, a kernel without gradient."""
        dense = [self._dense(place, tensor) for place, tensor in enumerate(tensors)]
        return [tf.stack([dense[place] for place in group]) for group in self._groups]

    def norms(self, stacks: Sequence[Any]) -> Any:
        """Return the L2 norm of each tensor in float64, shape (variables,), in their order."""
        if not stacks:
            return tf.zeros(0, tf.float64)
        return tf.gather(tf.concat([_norms(stack) for stack in stacks], axis=0), self._order)

    def _dense(self, place: int, tensor: Any) -> Any:
        variable = self._variables[place]
        if tensor is None:
            return tf.zeros(variable.shape, variable.dtype)
        return tf.cast(tf.convert_to_tensor(tensor), variable.dtype)


def _norms(stack: Any) -> Any:
    """Return the L2 norm of each entry along the first axis."""
    entries = tf.reshape(tf.cast(stack, tf.float64), [stack.shape[0], -1])
    return tf.sqrt(tf.reduce_sum(tf.square(entries), axis=1))
