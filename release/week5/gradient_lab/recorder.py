"""Gradient flow: the norm of every kernel's gradient while a model is trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .side_by_side.training import one_thread, step, taken_over, updater
from .training import compiled


@dataclass(frozen=True)
class Flow:
    """Norms of kernel gradients: `norms[layer, step]`, layers in forward order."""

    layers: list[str]
    norms: np.ndarray


class _Recorder:
    """Stands before an optimizer's `apply` and notes what passes."""

    def __init__(self, optimizer: keras.optimizers.Optimizer) -> None:
        self._forward = optimizer.apply

    def __call__(self, gradients: Sequence[Any], variables: Sequence[Any] | None = None) -> None:
        wide = [tf.cast(gradient, tf.float64) for gradient in gradients if len(gradient.shape) >= 2]
        self.norms = tf.stack([tf.norm(kernel) for kernel in wide])
        self._forward(gradients, variables)


def record_flow(model: keras.Model, x: np.ndarray, y: np.ndarray, steps: int = 12) -> Flow:
    """Train a compiled model for `steps` full-batch steps of Keras's own, and watch."""
    recorder = _Recorder(model.optimizer)

    def watched() -> tf.Tensor:
        model.train_step((x, y))
        return recorder.norms

    with compiled(model, watched, x, y) as watched_step:
        model.optimizer.apply = recorder
        try:
            norms = [watched_step() for _ in range(steps)]
        finally:
            del model.optimizer.apply
    return Flow(_kernels(model), np.transpose(norms))


@one_thread
def record_chain(model: keras.Sequential, x: np.ndarray, y: np.ndarray, steps: int = 12) -> Flow:
    """Do the same in NumPy with a chain of Dense layers; the model itself stays as it is."""
    network, update = taken_over(model), updater(model.optimizer)
    norms = []
    for _ in range(steps):
        step(network, update, x, y)
        norms.append([np.linalg.norm(np.float64(one)) for one in network.kernel_gradients()])
    return Flow(_kernels(model), np.transpose(norms))


def _kernels(model: keras.Model) -> list[str]:
    return [variable.path for variable in model.trainable_variables if len(variable.shape) >= 2]
