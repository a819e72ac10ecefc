"""Gradient norms of small networks, worked out in NumPy, for closed forms to be held against."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Function = Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z: Array) -> Array:
    """Return the sigmoid's derivative."""
    return sigmoid(z) * (1 - sigmoid(z))


def relu(z: Array) -> Array:
    """Return max(z, 0)."""
    return np.maximum(z, 0)


def relu_slope(z: Array) -> Array:
    """Return 1 where z > 0, else 0."""
    return (z > 0).astype(float)


def identity(z: Array) -> Array:
    """Return z."""
    return z


def kernel_norms(
    kernels: Sequence[Array], x: Array, function: Function, slope: Function, bias: float = 0.0
) -> Array:
    """Return the norm of each kernel's gradient of the sum of outputs; all layers are activated."""
    inputs, sums = [x], []
    for kernel in kernels:
        sums.append(inputs[-1] @ kernel + bias)
        inputs.append(function(sums[-1]))
    norms, back = [], np.ones_like(inputs[-1])
    for kernel, entered, z in zip(reversed(kernels), inputs[-2::-1], reversed(sums), strict=True):
        back = back * slope(z)
        norms.append(float(np.linalg.norm(entered.T @ back)))
        back = back @ kernel.T
    return np.array(norms[::-1])
