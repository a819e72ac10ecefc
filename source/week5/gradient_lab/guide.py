"""What each remedy is worth: measured alone, and by what is lost without it.

The patient is a chain of 20 layers, 32 wide, 18 of them with sigmoids between two that are linear,
trained by SGD on the digits. Here it is written in plain TensorFlow, all hidden kernels in one
variable, which trains many small networks faster than Keras's layers would.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from .data import Split

REMEDIES = {
    "ReLU": 'activation="relu" instead of a sigmoid',
    "He initialisation": 'kernel_initializer="he_normal"',
    "normalisation": "LayerNormalization() before the activation",
    "identity path": "x + branch(x)",
    "Adam": "optimizers.Adam(1e-3) instead of SGD(0.3)",
    "clipping": "global_clipnorm=1.0 in the optimizer",
}

DEPTH, WIDTH, BATCH = 20, 32, 64


@dataclass(frozen=True)
class Trial:
    """What one training showed.

    Attributes:
        accuracy: share of the test examples that were recognised afterwards.
        first_norm: gradient norm of the first hidden kernel, at the first step.
        seconds: time of the fastest step: all others were held up by something else.
    """

    accuracy: float
    first_norm: float
    seconds: float


@dataclass(frozen=True)
class Guide:
    """Trials of the patient as it is, with all remedies, with one, and with all but one."""

    plain: list[Trial]
    complete: list[Trial]
    alone: Mapping[str, list[Trial]]
    without: Mapping[str, list[Trial]]


def measure(split: Split, seeds: Iterable[int] = (0, 1, 2)) -> Guide:
    """Try every remedy alone and every remedy left out, from the same initial draws."""
    seeds = list(seeds)

    def trials(remedies: Iterable[str]) -> list[Trial]:
        treatment = _Treatment(frozenset(remedies))
        return [treatment.trial(split, seed) for seed in seeds]

    return Guide(
        plain=trials([]),
        complete=trials(REMEDIES),
        alone={name: trials([name]) for name in REMEDIES},
        without={name: trials(REMEDIES.keys() - {name}) for name in REMEDIES},
    )


class _Chain:
    """The network: 64 pixels in, 18 hidden kernels between the first and the last, 10 logits."""

    def __init__(self, remedies: frozenset[str]) -> None:
        self.remedies = remedies
        hidden = DEPTH - 2
        shapes = (64, WIDTH), (hidden, WIDTH, WIDTH), (WIDTH, 10)
        self.kernels = [tf.Variable(tf.zeros(shape)) for shape in shapes]
        self.biases = [tf.Variable(tf.zeros(shape)) for shape in ((hidden, 1, WIDTH), (10,))]
        self.variables = [*self.kernels, *self.biases]

    def draw(self, random: np.random.Generator) -> None:
        """Draw new kernels and set the biases to zero."""
        gain = 2.0 if "He initialisation" in self.remedies else 1.0
        for kernel in self.kernels:
            kernel.assign(random.normal(scale=np.sqrt(gain / kernel.shape[-2]), size=kernel.shape))
        for bias in self.biases:
            bias.assign(tf.zeros(bias.shape))

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        signal = x @ self.kernels[0]
        layers = zip(tf.unstack(self.kernels[1]), tf.unstack(self.biases[0]), strict=True)
        for kernel, bias in layers:
            branch = self._activate(signal @ kernel + bias)
            signal = signal + branch if "identity path" in self.remedies else branch
        return signal @ self.kernels[2] + self.biases[1]

    def _activate(self, z: tf.Tensor) -> tf.Tensor:
        if "normalisation" in self.remedies:
            mean, variance = tf.nn.moments(z, 1, keepdims=True)
            z = (z - mean) / tf.sqrt(variance + 1e-3)
        return tf.nn.relu(z) if "ReLU" in self.remedies else tf.sigmoid(z)


class _Treatment:
    """The patient under some remedies, and the training of it, compiled once for all trials."""

    def __init__(self, remedies: frozenset[str]) -> None:
        self.chain = _Chain(remedies)
        clip = {"global_clipnorm": 1.0} if "clipping" in remedies else {}
        adam = "Adam" in remedies
        optimizers = keras.optimizers
        self.optimizer = optimizers.Adam(1e-3, **clip) if adam else optimizers.SGD(0.3, **clip)
        self.optimizer.build(self.chain.variables)
        self.fresh = [(variable, variable.numpy()) for variable in self.optimizer.variables]
        self.step = tf.function(self._step)

    def _step(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        """Make one update; give the gradient norm of the first hidden kernel."""
        with tf.GradientTape() as record:
            logits = self.chain(x)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
            loss = tf.reduce_mean(losses)
        gradients = record.gradient(loss, self.chain.variables)
        self.optimizer.apply(gradients, self.chain.variables)
        return tf.norm(gradients[1][0])

    def trial(self, split: Split, seed: int, epochs: int = 5) -> Trial:
        """Train from new weights, with an optimizer that remembers nothing, and test."""
        random = np.random.default_rng(seed)
        self.chain.draw(random)
        for variable, value in self.fresh:
            variable.assign(value)
        norms, seconds = [], []
        for batch in _batches(len(split.x_train), epochs, random):
            start = time.perf_counter()
            norms.append(float(self.step(split.x_train[batch], split.y_train[batch])))
            seconds.append(time.perf_counter() - start)
        predicted = np.argmax(self.chain(split.x_test), axis=1)
        accuracy = float(np.mean(predicted == split.y_test))
        return Trial(accuracy, norms[0], min(seconds))


def _batches(examples: int, epochs: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Give the places of the examples of each full batch, in a new order in each epoch."""
    for _ in range(epochs):
        order = random.permutation(examples)
        yield from order[: examples // BATCH * BATCH].reshape(-1, BATCH)
