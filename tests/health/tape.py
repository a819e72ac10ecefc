"""Reverse-mode differentiation in NumPy: networks of the corpus train in a fraction of a second."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Pull = Callable[[Array], Array]
_NUMBERS = count()


class Node:
    """A value, and how a gradient goes back from it to what it was made of."""

    def __init__(self, value: Any, *parents: tuple["Node", Pull]) -> None:
        self.value: Array = np.asarray(value, dtype=np.float32)
        self.parents = parents
        self.number = next(_NUMBERS)

    def __add__(self, other: Any) -> "Node":
        other = lifted(other)
        return Node(self.value + other.value, (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other: Any) -> "Node":
        return self + lifted(other) * -1.0

    def __mul__(self, other: Any) -> "Node":
        other = lifted(other)
        a, b = self.value, other.value
        return Node(a * b, (self, lambda g: g * b), (other, lambda g: g * a))

    def __matmul__(self, other: "Node") -> "Node":
        a, b = self.value, other.value
        return Node(
            a @ b,
            (self, lambda g: g @ b.swapaxes(-1, -2)),
            (other, lambda g: _as_kernel(a, g, b)),
        )


def _as_kernel(a: Array, g: Array, b: Array) -> Array:
    if b.ndim == 2:
        return a.reshape(-1, a.shape[-1]).T @ g.reshape(-1, g.shape[-1])
    return a.swapaxes(-1, -2) @ g


def lifted(value: Any) -> Node:
    """Return a value as a node."""
    return value if isinstance(value, Node) else Node(value)


def unary(x: Node, value: Any, slope: Any) -> Node:
    """Return a function of each entry, given its values and slopes."""
    return Node(value, (x, lambda g: g * slope))


def relu(x: Node) -> Node:
    """Return max(x, 0)."""
    return unary(x, np.maximum(x.value, 0), x.value > 0)


def leaky_relu(x: Node) -> Node:
    """Return x, a fifth of it below zero."""
    return unary(x, np.where(x.value > 0, x.value, 0.2 * x.value), np.where(x.value > 0, 1, 0.2))


def sigmoid(x: Node) -> Node:
    """Return 1 / (1 + exp(-x))."""
    value = (1 + np.tanh(x.value / 2)) / 2
    return unary(x, value, value * (1 - value))


def tanh(x: Node) -> Node:
    """Return the hyperbolic tangent."""
    value = np.tanh(x.value)
    return unary(x, value, 1 - value**2)


def identity(x: Node) -> Node:
    """Return x."""
    return x


def silu(x: Node) -> Node:
    """Return x times its sigmoid."""
    return x * sigmoid(x)


def gelu(x: Node) -> Node:
    """Return x times the normal distribution's share below it, by the usual tanh."""
    cube = x * x * x
    return x * 0.5 * (tanh((x + cube * 0.044715) * np.sqrt(2 / np.pi)) + 1.0)


def elu(x: Node) -> Node:
    """Return x above zero, exp(x) - 1 below."""
    below = np.exp(np.minimum(x.value, 0))
    return unary(x, np.where(x.value > 0, x.value, below - 1), np.where(x.value > 0, 1, below))


def exponential(x: Node) -> Node:
    """Return exp(x)."""
    value = np.exp(x.value)
    return unary(x, value, value)


def root(x: Node) -> Node:
    """Return the square root."""
    value = np.sqrt(x.value)
    return unary(x, value, 0.5 / value)


def inverse(x: Node) -> Node:
    """Return 1 / x."""
    value = 1 / x.value
    return unary(x, value, -(value**2))


def logarithm(x: Node) -> Node:
    """Return the natural logarithm."""
    return unary(x, np.log(x.value), 1 / x.value)


def total(x: Node) -> Node:
    """Return the sum of all entries."""
    return Node(x.value.sum(), (x, lambda g: np.broadcast_to(g, x.value.shape)))


def mean(x: Node, axis: int) -> Node:
    """Return the mean along an axis, which stays with length 1."""
    size = x.value.shape[axis]
    value = x.value.mean(axis=axis, keepdims=True)
    return Node(value, (x, lambda g: np.broadcast_to(g / size, x.value.shape)))


def reshape(x: Node, *shape: int) -> Node:
    """Return the entries in another shape."""
    return Node(x.value.reshape(shape), (x, lambda g: g.reshape(x.value.shape)))


def swap(x: Node) -> Node:
    """Return the last two axes swapped."""
    return Node(x.value.swapaxes(-1, -2), (x, lambda g: g.swapaxes(-1, -2)))


def take(x: Node, rows: Any, axis: int = 0) -> Node:
    """Return entries along an axis by number; entries taken twice get both gradients."""

    def pull(g: Array) -> Array:
        back = np.zeros_like(x.value)
        np.add.at(back, (slice(None),) * axis + (rows,), g)
        return back

    return Node(np.take(x.value, rows, axis=axis), (x, pull))


def softmax(x: Node) -> Node:
    """Return the softmax along the last axis."""
    shifted = np.exp(x.value - x.value.max(axis=-1, keepdims=True))
    value = shifted / shifted.sum(axis=-1, keepdims=True)
    return Node(value, (x, lambda g: value * (g - (g * value).sum(axis=-1, keepdims=True))))


def normalised(x: Node, axis: int = -1) -> Node:
    """Return x with mean 0 and variance 1 along an axis."""
    centred = x - mean(x, axis)
    return centred * inverse(root(mean(centred * centred, axis) + 1e-3))


def gradients(result: Node, leaves: Sequence[Node]) -> list[Array]:
    """Return the gradients of a sum of a result's entries with respect to leaves."""
    found = {result.number: np.ones_like(result.value)}
    for node in sorted(_behind(result), key=lambda node: -node.number):
        arrived = found.get(node.number)
        for parent, pull in node.parents if arrived is not None else ():
            share = _fitted(pull(arrived), parent.value.shape)
            found[parent.number] = found.get(parent.number, 0) + share
    return [found.get(leaf.number, np.zeros_like(leaf.value)) for leaf in leaves]


def _behind(result: Node) -> list[Node]:
    seen, waiting = {result.number: result}, [result]
    while waiting:
        for parent, _ in waiting.pop().parents:
            if parent.number not in seen:
                seen[parent.number] = parent
                waiting.append(parent)
    return list(seen.values())


def _fitted(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum over what was broadcast."""
    extra = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(extra))) if extra > 0 else gradient
    axes = tuple(n for n, size in enumerate(shape) if size == 1 and gradient.shape[n] != 1)
    return gradient.sum(axis=axes, keepdims=True) if axes else gradient
