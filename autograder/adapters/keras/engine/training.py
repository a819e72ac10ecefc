"""Training as one compiled function: a loop whose body is a step of Keras's `fit`.

The body holds one copy of the model's graph and one of its gradient. All trainable weights live
in one vector, so the optimizer's update and the norms of all layers are a handful of operations
however deep the model is.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from autograder.adapters.keras.engine.compilation import (
    build_loss,
    build_optimizer,
    clipnorm,
    is_elementwise,
    loss_scale,
)
from autograder.adapters.keras.engine.graphs import Forward
from autograder.adapters.keras.engine.packing import Packing
from autograder.adapters.keras.engine.refusal import refuse_unless, refusing
from autograder.adapters.keras.export.settings import NOT_ONE_NUMBER


class Run(NamedTuple):
    """What a run leaves.

    `losses` has shape (steps,), penalties included; `squares`, the squared norms of the gradients
    of the loss without penalties, (steps, weights); `totals`, those of all weights together,
    penalties included, (steps,). All are float64. `state` is that after the last step.
    """

    losses: tf.Tensor
    squares: tf.Tensor
    totals: tf.Tensor
    state: list[tf.Tensor]


class Optimizer:
    """A Keras optimizer on the packed weights, with the values it began with."""

    def __init__(self, given: Any, packing: Packing) -> None:
        self._packing = packing
        self._clipnorm = clipnorm(given)
        self._keras = build_optimizer(given)
        # One vector for all weights where the optimizer allows it: at depth 50 this takes away
        # two thirds of all operations.
        self._blocks = Packing([(packing.total,)] if is_elementwise(given) else packing.shapes)
        self._variables = [keras.Variable(tf.zeros(shape)) for shape in self._blocks.shapes]
        with refusing("the optimizer cannot be used"):
            self._keras.build(self._variables)
        self._initial = [variable.numpy() for variable in self._keras.variables]

    def start(self, weights: Sequence[np.ndarray[Any, Any]]) -> None:
        """Take the weights, and forget all earlier steps."""
        values = self._blocks.unpack(self._packing.pack(weights))
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)
        for variable, value in zip(self._keras.variables, self._initial, strict=True):
            variable.assign(value)

    def vector(self) -> tf.Tensor:
        """Return the weights as they are now, packed."""
        return self._blocks.pack([variable.value for variable in self._variables])

    def apply(self, gradient: tf.Tensor) -> None:
        """Make one step: clip, decay, update."""
        if self._clipnorm:
            gradient = self._packing.clip_each(gradient, self._clipnorm)
        self._keras.apply(self._blocks.unpack(gradient), self._variables)

    def finish(self) -> list[np.ndarray[Any, Any]]:
        """Return the trained weights, or their moving average where the optimizer keeps one."""
        self._keras.finalize_variable_values(self._variables)
        return [value.numpy() for value in self._packing.unpack(self.vector())]


class Trainer:
    """One model with its optimizer and loss; traces once for each kind of batch.

    One difference from `fit` is on purpose. Where an embedding reads a row more than once in a
    batch, Keras squares its gradients one by one for Adam and its kin, and for clipping; here
    they are summed first, as the gradient's definition has it.
    """

    def __init__(self, forward: Forward, optimizer: Any, loss: Any, packing: Packing) -> None:
        self._forward = forward
        self._packing = packing
        self._optimizer = Optimizer(optimizer, packing)
        self._loss = build_loss(loss)
        self._loss_scale = loss_scale(optimizer)
        self._loops: dict[tuple[Any, ...], Any] = {}

    def train(
        self,
        weights: Sequence[np.ndarray[Any, Any]],
        x: np.ndarray[Any, Any],
        y: np.ndarray[Any, Any],
        batches: np.ndarray[Any, Any],
    ) -> tuple[Run, list[np.ndarray[Any, Any]]]:
        """Train from `weights` (all, state included) on rows `batches` (steps, batch size).

        Returns the run and all weights after it.
        """
        count = len(self._packing.shapes)
        state = [tf.constant(value) for value in weights[count:]]
        inputs = (state, tf.constant(x), tf.constant(y), tf.constant(batches, tf.int32))
        loop = self._loop(inputs)
        self._optimizer.start(weights[:count])
        with refusing("the model cannot be trained"):
            run = loop(*inputs)
        return run, [*self._optimizer.finish(), *(value.numpy() for value in run.state)]

    def _loop(self, inputs: tuple[Any, ...]) -> Any:
        state, x, y, batches = inputs
        key = (x.shape[1:], x.dtype, y.shape[1:], y.dtype, batches.shape[1])
        if key not in self._loops:
            specs = [tf.TensorSpec([None, *data.shape[1:]], data.dtype) for data in inputs[1:]]
            states = [tf.TensorSpec(value.shape, value.dtype) for value in state]
            with refusing("the model cannot be trained"), _no_garbage_collection():
                function = tf.function(self._run, autograph=False)
                self._loops[key] = function.get_concrete_function(states, *specs)
        return self._loops[key]

    def _run(self, state: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor, batches: tf.Tensor) -> Run:
        steps = tf.shape(batches)[0]
        histories = [tf.TensorArray(tf.float64, steps) for _ in range(3)]

        def body(step: tf.Tensor, state: list[tf.Tensor], histories: list[Any]) -> Any:
            rows = batches[step]
            state, *found = self._step(state, tf.gather(x, rows), tf.gather(y, rows))
            pairs = zip(histories, found, strict=True)
            return step + 1, state, [history.write(step, value) for history, value in pairs]

        _, state, histories = tf.while_loop(
            lambda step, *_: step < steps, body, (0, state, histories), parallel_iterations=1
        )
        losses, squares, totals = (history.stack() for history in histories)
        return Run(losses, squares, totals, state)

    def _step(
        self, state: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor
    ) -> tuple[list[tf.Tensor], tf.Tensor, tf.Tensor, tf.Tensor]:
        """Update the weights once; return the new state, the loss and the squared norms."""
        vector = self._optimizer.vector()
        ends = self._forward([*self._packing.unpack(vector), *state], x)
        loss = self._loss(y, ends.prediction)
        refuse_unless(loss.shape.rank == 0, NOT_ONE_NUMBER)
        gradient = self._gradient(loss, vector)
        refuse_unless(gradient is not None, "the loss does not depend on any weight")
        # A penalty tells a layer of itself: what comes through the network is measured without.
        squares = self._packing.square_sums(tf.cast(gradient, tf.float64))
        if ends.losses:
            penalty = tf.add_n(ends.losses)
            more = self._gradient(penalty, vector)
            gradient = gradient if more is None else gradient + more
            loss += penalty
        total = tf.reduce_sum(tf.square(tf.cast(gradient, tf.float64)))
        self._optimizer.apply(gradient)
        return ends.state, tf.cast(loss, tf.float64), squares, total

    def _gradient(self, loss: tf.Tensor, vector: tf.Tensor) -> tf.Tensor | None:
        """Return the gradient, None where nothing depends on the vector; scaled on the way."""
        (scaled,) = tf.gradients(loss * self._loss_scale, vector)
        return None if scaled is None else scaled / self._loss_scale


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Hold the collector: it would walk the growing graph again and again, a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
