"""Training of networks side by side, and how it takes over what was built with Keras."""

import math
from collections.abc import Callable, Iterator, Sequence

import keras
import numpy as np
from threadpoolctl import threadpool_limits

from .layers import Activation, Array, BatchNormalisation, Dense, Dropout, Layer
from .networks import Networks, scores

BATCH = 64

# For functions that multiply such small matrices: several threads would only wait for each other.
one_thread = threadpool_limits.wrap(limits=1, user_api="blas")

# What is to be added to the weights, by the gradients of a step.
Update = Callable[[Array], Array]


class Momentum:
    """SGD. The rate may be a column, with one for each network, and may change between steps."""

    def __init__(self, rate: float | Array, momentum: float = 0.0) -> None:
        self.rate, self.momentum = rate, momentum
        self.velocity: float | Array = 0.0

    def __call__(self, gradients: Array) -> Array:
        """Go on in part as before, in part against the gradients."""
        self.velocity = self.momentum * self.velocity - self.rate * gradients
        return self.velocity


class Adam:
    """Adam, with the constants that it has in Keras."""

    def __init__(self, rate: float) -> None:
        self.rate, self.steps = rate, 0
        self.mean: float | Array = 0.0
        self.square: float | Array = 0.0

    def __call__(self, gradients: Array) -> Array:
        """Divide the mean of the gradients by the root of the mean of their squares."""
        self.steps += 1
        self.mean = self.mean + 0.1 * (gradients - self.mean)
        self.square = self.square + 0.001 * (gradients**2 - self.square)
        unbiased = math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        return -self.rate * unbiased * self.mean / (np.sqrt(self.square) + 1e-7)


def clipped(update: Update, longest: float) -> Update:
    """Shorten the gradients of each network, all of them together, before an update."""

    def shortened(gradients: Array) -> Array:
        norms = np.linalg.norm(gradients, axis=1, keepdims=True)
        return update(gradients * (longest / np.maximum(norms, longest)))

    return shortened


def step(networks: Networks, update: Update, x: Array, y: Array) -> Array:
    """Make one update of every network; give what they predicted before it."""
    predicted = networks.go_back(x, y)
    networks.weights += update(networks.gradients)
    return predicted


def epoch(networks: Networks, update: Update, x: Array, y: Array, order: Sequence[Array]) -> Array:
    """Make an update for each batch of rows; give the scores of what was predicted on the way."""
    predicted = [step(networks, update, x[rows], y[rows]) for rows in order]
    return scores(y[np.concatenate(order)], np.concatenate(predicted, axis=1))


def batches(examples: int, random: np.random.Generator) -> list[Array]:
    """Give the rows of each batch, about 64 of all examples in a new order."""
    return np.array_split(random.permutation(examples), examples // BATCH)


def full_batches(examples: int, random: np.random.Generator) -> Array:
    """Give the rows of batches of exactly 64, (batches, 64); what is left over has to wait."""
    return random.permutation(examples)[: examples // BATCH * BATCH].reshape(-1, BATCH)


def taken_over(*models: keras.Sequential, seed: int = 0) -> Networks:
    """Take over Keras's chains of one architecture, with their weights as they are."""
    random = np.random.default_rng(seed)
    alike = zip(*(model.layers for model in models), strict=True)
    return Networks([layer for group in alike for layer in _layers(group, random)])


def _layers(group: Sequence[keras.layers.Layer], random: np.random.Generator) -> Iterator[Layer]:
    """Take over a layer of each model; Keras's Dense has an activation in it."""
    first = group[0]
    weights = zip(*(layer.get_weights() for layer in group), strict=True)
    rows = [np.stack([np.atleast_2d(one) for one in alike]) for alike in weights]
    if isinstance(first, keras.layers.Dense):
        yield Dense(*rows)
    if isinstance(first, keras.layers.BatchNormalization):
        yield BatchNormalisation(rows[:2], rows[2:], first.momentum)
    if isinstance(first, keras.layers.Dropout):
        yield Dropout(first.rate, random)
    if isinstance(first, keras.layers.Dense | keras.layers.Activation):
        yield from _activation(first.activation.__name__)


def _activation(name: str) -> list[Layer]:
    return [] if name == "linear" else [Activation(name)]


def updater(optimizer: keras.optimizers.Optimizer) -> Update:
    """Take over SGD or Adam, and its clipping."""
    rate, longest = float(optimizer.learning_rate), optimizer.global_clipnorm
    adam = isinstance(optimizer, keras.optimizers.Adam)
    update: Update = Adam(rate) if adam else Momentum(rate, optimizer.momentum)
    return update if longest is None else clipped(update, longest)
