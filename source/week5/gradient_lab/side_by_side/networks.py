"""Chains of layers, and how well they predict."""

import math
from collections.abc import Sequence

import numpy as np

from .layers import Array, Dense, Layer


class Networks:
    """Chains of the same layers, the last a sigmoid unit or softmax, side by side.

    `weights` and `gradients` hold a row for each network: all that it learns, one after another.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        learned = [weight for layer in layers for weight in layer.weights]
        self.weights = np.concatenate([part.reshape(len(part), -1) for part in learned], axis=1)
        self.gradients = np.zeros_like(self.weights)
        ends = np.cumsum([math.prod(weight.shape[1:]) for weight in learned])[:-1]
        weights, gradients = (
            iter(np.split(flat, ends, axis=1)) for flat in (self.weights, self.gradients)
        )
        for layer in layers:
            shapes = [weight.shape for weight in layer.weights]
            layer.weights = [next(weights).reshape(shape) for shape in shapes]
            layer.gradients = [next(gradients).reshape(shape) for shape in shapes]

    def __call__(self, x: Array, training: bool = False) -> Array:
        """Predict probabilities (networks, examples, units) for the same x or one x for each."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def kernel_gradients(self) -> list[Array]:
        """View the gradients of all kernels, (networks, in, out), in forward order."""
        return [layer.gradients[0] for layer in self.layers if isinstance(layer, Dense)]

    def go_back(self, x: Array, y: Array) -> Array:
        """Find the gradients on some examples; give what was predicted for them."""
        predicted = self(x, training=True)
        # So simple is the error of cross-entropy in front of a sigmoid or softmax.
        error = (predicted - targets(y, predicted)) / np.float32(x.shape[-2])
        for layer in reversed(self.layers[:-1]):
            error = layer.back(error)
        return predicted


def targets(y: Array, predicted: Array) -> Array:
    """Give what should have been predicted: labels of several classes become rows 0 0 1 0."""
    units = predicted.shape[-1]
    return y if units == 1 else np.eye(units, dtype="float32")[y]


def scores(y: Array, predicted: Array) -> Array:
    """Give the mean cross-entropy of each network, and the share of labels that it got right."""
    wanted = targets(y, predicted)
    if predicted.shape[-1] == 1:
        chance = np.where(wanted == 1, predicted, 1 - predicted)[..., 0]
        right = chance > 0.5
    else:
        chance = np.sum(predicted * wanted, axis=-1)
        right = predicted.argmax(axis=-1) == y
    return np.array([np.mean(-np.log(np.maximum(chance, 1e-7)), axis=-1), np.mean(right, axis=-1)])
