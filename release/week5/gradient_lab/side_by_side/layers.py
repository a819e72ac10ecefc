"""Layers in NumPy: forward with a signal, back with an error."""

from collections.abc import Callable, Sequence

import numpy as np

Array = np.ndarray

EPSILON = 1e-3  # what Keras adds to a variance before it divides by its root


class Layer:
    """One step of a chain. Most have nothing to learn; `gradients` lie beside `weights`."""

    weights: Sequence[Array] = ()
    gradients: Sequence[Array] = ()

    def forward(self, signal: Array, training: bool) -> Array:
        """Give what the layer makes of a signal, and remember what `back` needs."""
        raise NotImplementedError

    def back(self, error: Array) -> Array:
        """Give the error of the signal that came in, and note the gradients."""
        raise NotImplementedError


class Dense(Layer):
    """Kernels (networks, in, out) and biases (networks, 1, out), or none."""

    def __init__(self, kernel: Array, *bias: Array) -> None:
        self.weights = [kernel, *bias]

    def forward(self, signal: Array, training: bool) -> Array:
        """Multiply by the kernel, add the bias."""
        self.signal = signal
        kernel, *biases = self.weights
        output = signal @ kernel
        for bias in biases:
            output += bias
        return output

    def back(self, error: Array) -> Array:
        """Multiply by the kernel, transposed; a kernel's gradient is signal times error."""
        kernel, *biases = self.gradients
        np.matmul(self.signal.swapaxes(-1, -2), error, out=kernel)
        for bias in biases:
            np.sum(error, axis=1, keepdims=True, out=bias)
        return error @ self.weights[0].swapaxes(1, 2)


def sigmoid(z: Array) -> Array:
    """Compute 1 / (1 + exp(-z)) in a way that does not overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def softmax(z: Array) -> Array:
    """Turn the last axis into probabilities."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def relu(z: Array) -> Array:
    """Cut off what is negative."""
    return np.maximum(z, 0)


# What an activation gives, and its slope, told from what it gave.
FUNCTIONS: dict[str, Callable[[Array], Array]] = {f.__name__: f for f in (sigmoid, relu, softmax)}
SLOPES: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda output: output * (1 - output),
    "relu": lambda output: output > 0,
}


class Activation(Layer):
    """sigmoid, relu, or at the end of a chain softmax."""

    def __init__(self, name: str) -> None:
        self.name = name

    def forward(self, signal: Array, training: bool) -> Array:
        """Apply the function."""
        self.output = FUNCTIONS[self.name](signal)
        return self.output

    def back(self, error: Array) -> Array:
        """Multiply by the slope."""
        return error * SLOPES[self.name](self.output)


class Normalisation(Layer):
    """Mean 0 and variance 1 along an axis: 1 over the examples, 2 over the features of each."""

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def forward(self, signal: Array, training: bool) -> Array:
        """Take off the mean, divide by the deviation."""
        self.mean = self._average(signal)
        centred = signal - self.mean
        self.variance = self._average(centred**2)
        self.scale = 1 / np.sqrt(self.variance + EPSILON)
        self.normal = centred * self.scale
        return self.normal

    def back(self, error: Array) -> Array:
        """Take off what a change of the mean and of the deviation would take off."""
        along = self.normal * self._average(error * self.normal)
        return self.scale * (error - self._average(error) - along)

    def _average(self, values: Array) -> Array:
        return values.sum(axis=self.axis, keepdims=True) / values.shape[self.axis]


class BatchNormalisation(Normalisation):
    """Over the examples, then scaled and shifted; tested by the moving mean and variance."""

    def __init__(self, weights: Sequence[Array], moving: Sequence[Array], momentum: float) -> None:
        super().__init__(axis=1)
        self.weights, self.moving, self.momentum = weights, moving, momentum

    def forward(self, signal: Array, training: bool) -> Array:
        """Normalise by this batch in training, else by what the batches have left."""
        (scale, shift), (mean, variance) = self.weights, self.moving
        if not training:
            return (signal - mean) / np.sqrt(variance + EPSILON) * scale + shift
        normal = super().forward(signal, training)
        mean += (1 - self.momentum) * (self.mean - mean)
        variance += (1 - self.momentum) * (self.variance - variance)
        return normal * scale + shift

    def back(self, error: Array) -> Array:
        """Go back through the scale, then through the normalisation."""
        scale, shift = self.gradients
        scale[:] = np.sum(error * self.normal, axis=1, keepdims=True)
        shift[:] = np.sum(error, axis=1, keepdims=True)
        return super().back(error * self.weights[0])


class Dropout(Layer):
    """Set a share of the entries to zero in training, the others up in proportion."""

    def __init__(self, rate: float, random: np.random.Generator) -> None:
        self.rate, self.random = rate, random

    def forward(self, signal: Array, training: bool) -> Array:
        """Draw who stays."""
        if not training:
            return signal
        stays = self.random.random(signal.shape, np.float32) >= self.rate
        self.factor = stays / np.float32(1 - self.rate)
        return signal * self.factor

    def back(self, error: Array) -> Array:
        """Give back to those who stayed."""
        return error * self.factor


class Fork(Layer):
    """The place where an identity path sets out; `Join` is where it comes in again."""

    signal: Array
    error: Array

    def forward(self, signal: Array, training: bool) -> Array:
        """Keep the signal for the other end."""
        self.signal = signal
        return signal

    def back(self, error: Array) -> Array:
        """Add up what comes back by the branch and by the path."""
        return error + self.error


class Join(Layer):
    """The other end of an identity path."""

    def __init__(self, fork: Fork) -> None:
        self.fork = fork

    def forward(self, signal: Array, training: bool) -> Array:
        """Add what was kept to what the branch made of it."""
        return self.fork.signal + signal

    def back(self, error: Array) -> Array:
        """Send the error both ways, unharmed."""
        self.fork.error = error
        return error
