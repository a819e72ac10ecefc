"""Networks small enough for NumPy to repeat every training step by hand.

All are linear or chains of width 1, trained by gradient descent, with momentum where that is
given, on the mean squared error.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Of its kernels only three are trained: that of Conv1D, the one called matrix, the last.
MANY_VARIABLES = """
@keras.saving.register_keras_serializable("given")
class Mix(keras.layers.Layer):
    '''Multiplies by a matrix that is not called kernel, and adds a bias.'''

    def build(self, shape):
        self.matrix = self.add_weight(shape=(shape[-1], shape[-1]), name="matrix")
        self.bias = self.add_weight(shape=(shape[-1],), name="bias")

    def call(self, x):
        return x @ self.matrix + self.bias


def many_variables():
    frozen = keras.layers.Dense(5, name="frozen")
    frozen.trainable = False
    layers = [keras.layers.Conv1D(3, 2), keras.layers.Flatten(), frozen]
    layers += [keras.layers.BatchNormalization(), Mix(), keras.layers.Dense(2)]
    return keras.Sequential([keras.Input((4, 1)), *layers])
"""

GIVEN = (
    MANY_VARIABLES
    + """
def one(weight):
    return np.full((1, 1), weight, dtype="float32")


def compiled(model, learning_rate, clipnorm=None, momentum=0.0):
    optimizer = keras.optimizers.SGD(learning_rate, momentum, global_clipnorm=clipnorm)
    model.compile(optimizer, "mean_squared_error")
    return model


def linear(kernels, biases, learning_rate, penalty=0.0, momentum=0.0):
    layers = [
        keras.layers.Dense(len(bias), kernel_regularizer=keras.regularizers.L2(penalty))
        for bias in biases
    ]
    model = keras.Sequential([keras.Input((len(kernels[0]),)), *layers])
    for layer, kernel, bias in zip(layers, kernels, biases):
        layer.set_weights([kernel, bias])
    return compiled(model, learning_rate, momentum=momentum)


def chain(weights, learning_rate=0.0, clipnorm=None):
    layers = [keras.layers.Dense(1, use_bias=False) for _ in weights]
    model = keras.Sequential([keras.Input((1,)), *layers])
    for layer, weight in zip(layers, weights):
        layer.set_weights([one(weight)])
    return compiled(model, learning_rate, clipnorm)


@keras.saving.register_keras_serializable("given")
class TrainingSwitch(keras.layers.Layer):
    '''Doubles its input in training only.'''

    def call(self, x, training=False):
        return 2.0 * x if training else x


def switching(weight):
    dense = keras.layers.Dense(1, use_bias=False)
    model = keras.Sequential([keras.Input((1,)), TrainingSwitch(), dense])
    dense.set_weights([one(weight)])
    return compiled(model, 0.0)


@keras.saving.register_keras_serializable("given")
class Unused(keras.layers.Layer):
    '''Holds a kernel on which its output does not depend.'''

    def build(self, shape):
        self.kernel = self.add_weight(shape=(2, 2), name="kernel")

    def call(self, x):
        return x


def with_unused_kernel(weight):
    dense = keras.layers.Dense(1, use_bias=False)
    model = keras.Sequential([keras.Input((1,)), Unused(), dense])
    dense.set_weights([one(weight)])
    return compiled(model, 0.0)


def classifier(weight):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, "sigmoid", use_bias=False)])
    model.layers[-1].set_weights([one(weight)])
    model.compile(keras.optimizers.SGD(0.0), "binary_crossentropy")
    return model


def compiled_many_variables():
    return compiled(many_variables(), 0.0)


@keras.saving.register_keras_serializable("given")
class TrainingCalls(keras.layers.Layer):
    '''Counts its calls in training, as BatchNorm and Dropout move on at each.'''

    def build(self, shape):
        self.count = self.add_weight(shape=(), initializer="zeros", trainable=False, name="count")

    def call(self, x, training=False):
        if training:
            self.count.assign(self.count + 1.0)
        return x


def counting_calls():
    layers = [TrainingCalls(), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((3,)), *layers, keras.layers.Dense(1)])
    return compiled(model, 0.01)


def calls(model):
    return float(model.layers[0].count.numpy())
"""
)


@dataclass
class LinearNetwork:
    """Dense layers without activation; `penalty` is the factor of an L2 penalty on the kernels.

    `velocities` hold what momentum carries on, kernels and biases in turn.
    """

    kernels: list[Array]
    biases: list[Array]
    x: Array
    y: Array
    rate: float
    penalty: float = 0.0
    momentum: float = 0.0
    losses: list[float] = field(default_factory=list)
    norms: list[list[float]] = field(default_factory=list)
    velocities: list[Array] = field(default_factory=list)

    @classmethod
    def draw(
        cls,
        random: np.random.Generator,
        penalty: float = 0.0,
        momentum: float = 0.0,
        examples: int = 40,
    ) -> "LinearNetwork":
        """Return a network of 2 to 4 layers of different widths, with data."""
        widths = [4, *map(int, random.permutation([2, 3, 5])[: random.integers(1, 4)]), 2]
        pairs = list(pairwise(widths))
        kernels = [_rounded(random.normal(size=pair) / np.sqrt(pair[0])) for pair in pairs]
        biases = [_rounded(random.normal(size=width)) for _, width in pairs]
        # Targets around 3, so that gradients are longer than 1: who clips them there is seen.
        x, y = random.normal(size=(examples, 4)), 3.0 + random.normal(size=(examples, 2))
        rate = float(random.uniform(0.02, 0.05))
        return cls(kernels, biases, _rounded(x), _rounded(y), rate, penalty, momentum)

    def weights(self) -> list[Array]:
        """Return kernels and biases in the order of Keras."""
        pairs = zip(self.kernels, self.biases, strict=True)
        return [weight for pair in pairs for weight in pair]

    def make(self, given: Any) -> Any:
        """Return the Keras model in the student's process."""
        kernels, biases = ([a.astype("float32") for a in w] for w in (self.kernels, self.biases))
        rest = {"penalty": self.penalty, "momentum": self.momentum}
        return given.linear(kernels, biases, self.rate, **rest)

    def train(self, steps: int) -> "LinearNetwork":
        """Take full-batch steps; note the loss and the norms of kernel gradients before each."""
        for _ in range(steps):
            self._step()
        return self

    def _step(self) -> None:
        inputs = [self.x]
        for kernel, bias in zip(self.kernels, self.biases, strict=True):
            inputs.append(inputs[-1] @ kernel + bias)
        error = inputs.pop() - self.y
        squares = sum(float(np.sum(kernel**2)) for kernel in self.kernels)
        self.losses.append(float(np.mean(error**2)) + self.penalty * squares)
        self.norms.append([])
        back, gradients = 2 * error / error.size, []
        for layer in reversed(range(len(inputs))):
            gradient = inputs[layer].T @ back + 2 * self.penalty * self.kernels[layer]
            self.norms[-1].insert(0, float(np.linalg.norm(gradient)))
            gradients = [gradient, back.sum(axis=0), *gradients]
            back = back @ self.kernels[layer].T
        self._move(gradients)

    def _move(self, gradients: list[Array]) -> None:
        before = self.velocities or [np.zeros_like(gradient) for gradient in gradients]
        self.velocities = [
            self.momentum * velocity - self.rate * gradient
            for velocity, gradient in zip(before, gradients, strict=True)
        ]
        after = [w + v for w, v in zip(self.weights(), self.velocities, strict=True)]
        self.kernels, self.biases = after[::2], after[1::2]


def chain_with_norms(norms: Sequence[float]) -> tuple[list[float], float]:
    """Return weights and target of a linear chain whose layers have these gradient norms.

    With input 1 the output is the product P of the weights, and ∂loss/∂w_i = 2 (P - y) P / w_i.
    Weights c / n_i with c the geometric mean of the norms make P = 1; then y = 1 - c / 2.
    """
    mean = float(np.exp(np.mean(np.log(norms))))
    return [mean / norm for norm in norms], 1.0 - mean / 2


def _rounded(array: Any) -> Array:
    """Round to float32, the precision in which Keras will hold the values."""
    return np.asarray(array, dtype=np.float32).astype(np.float64)
