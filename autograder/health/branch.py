"""A part of a compiled step that is left out at most steps."""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf


def when(
    condition: Any, action: Callable[..., None], tensors: Sequence[Any], *, by_xla: bool
) -> None:
    """Do `action(*tensors)` in the steps in which a condition holds; a variable of TensorFlow.

    `tf.cond` would make all other operations of a step dearer, by a tenth at 50 layers: it becomes
    switches, and a graph that has any is run by a slower executor. This stays one operation, as
    `tf.cond` does in what XLA compiles.
    """
    if by_xla or tf.executing_eagerly():
        tf.cond(condition, lambda: action(*tensors), lambda: None)
        return
    taken = _traced(action, tensors)
    inputs = [*tensors, *taken.captured_inputs]
    skipped = _traced(_nothing, [tf.TensorSpec.from_tensor(each) for each in inputs])
    tf.raw_ops.If(cond=condition, input=inputs, Tout=[], then_branch=taken, else_branch=skipped)


def _traced(function: Callable[..., None], tensors: Sequence[Any]) -> Any:
    return tf.function(function, autograph=False).get_concrete_function(*tensors)


def _nothing(*tensors: Any) -> None:
    """Take what the other branch takes."""
