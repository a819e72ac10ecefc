"""Gradient flow: the norm of every kernel's gradient while Keras trains a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np


@dataclass(frozen=True)
class Flow:
    """Norms of kernel gradients: `norms[layer, step]`, layers in forward order."""

    layers: list[str]
    norms: np.ndarray


class _Recorder:
    """Stands before an optimizer's `apply` and notes what passes."""

    def __init__(self, optimizer: keras.optimizers.Optimizer) -> None:
        self.steps: list[list[float]] = []
        self._forward = optimizer.apply

    def __call__(self, gradients: Sequence[Any], variables: Sequence[Any] | None = None) -> None:
        kernels = [gradient for gradient in gradients if len(gradient.shape) >= 2]
        self.steps.append([float(np.linalg.norm(np.float64(kernel))) for kernel in kernels])
        self._forward(gradients, variables)


def record_flow(model: keras.Model, x: np.ndarray, y: np.ndarray, steps: int = 12) -> Flow:
    """Train a compiled model for `steps` full-batch steps by Keras's own `fit`, and watch."""
    recorder = _Recorder(model.optimizer)
    model.run_eagerly = True
    model.optimizer.apply = recorder
    try:
        model.fit(x, y, batch_size=len(x), epochs=steps, shuffle=False, verbose=0)
    finally:
        del model.optimizer.apply
        model.run_eagerly = False
    layers = [variable.path for variable in model.trainable_variables if len(variable.shape) >= 2]
    return Flow(layers, np.reshape(recorder.steps, (-1, len(layers))).T)
