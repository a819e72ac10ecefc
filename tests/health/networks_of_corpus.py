"""Networks and data that the runs of the corpus are made of."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from health import tape
from health.tape import Array, Node
from health.training import Network, Weights

Random = np.random.Generator
Function = Callable[[Node], Node]
WIDTH = 24


@cache
def _digits() -> tuple[Array, Array]:
    from sklearn.datasets import load_digits  # noqa: PLC0415 - seconds that stored runs spare

    pixels, labels = load_digits(return_X_y=True)
    return (pixels / 16).astype(np.float32), labels


def digits(random: Random) -> tuple[Array, Array]:
    """Return scikit-learn's digits in random order: 1,797 images of 64 pixels, ten classes."""
    x, y = _digits()
    rows = random.permutation(len(x))
    return x[rows], y[rows]


def curve(random: Random, noise: float = 0.1) -> tuple[Array, Array]:
    """Return a smooth target of variance 1 and some noise, of 8 normal inputs."""
    x = random.normal(size=(1024, 8))
    hidden = np.tanh(x @ random.normal(size=(8, 6)) / np.sqrt(8))
    y = hidden @ random.normal(size=(6, 1))
    y = (y - y.mean()) / y.std() + noise * random.normal(size=y.shape)
    return x.astype(np.float32), y.astype(np.float32)


def plane(random: Random, noise: float = 0.1) -> tuple[Array, Array]:
    """Return a linear target of variance 1, of 8 inputs whose scales go from 1 to 0.2."""
    x = random.normal(size=(512, 8)) * np.geomspace(1, 0.2, 8)
    y = x @ random.normal(size=(8, 1))
    y = y / y.std() + noise * random.normal(size=y.shape)
    return x.astype(np.float32), y.astype(np.float32)


def clusters(random: Random, overlap: float = 0.5) -> tuple[Array, Array]:
    """Return two classes in 8 dimensions, in four clusters that no line tells apart."""
    signs = random.choice([-1.0, 1.0], size=(1024, 2))
    x = np.concatenate([signs, np.zeros((1024, 6))], axis=1)
    x = x + overlap * random.normal(size=x.shape)
    return x.astype(np.float32), (signs.prod(axis=1, keepdims=True) > 0).astype(np.float32)


def sequences(random: Random, length: int) -> tuple[Array, Array]:
    """Return sequences of 4 features and which of these has the largest mean."""
    x = random.normal(size=(1024, length, 4)) + 0.7 * random.normal(size=(1024, 1, 4))
    return x.astype(np.float32), x.mean(axis=1).argmax(axis=-1)


def kernel(random: Random, shape: tuple[int, ...], scale: float | str) -> Array:
    """Return normal weights: of a deviation, or as "he", "glorot" or "orthogonal" have it."""
    inputs, outputs = int(np.prod(shape[:-1])), shape[-1]
    drawn = random.normal(size=shape)
    if scale == "orthogonal":
        drawn = np.linalg.qr(drawn)[0] if inputs >= outputs else np.linalg.qr(drawn.T)[0].T
    sizes = {"he": np.sqrt(2 / inputs), "glorot": np.sqrt(2 / (inputs + outputs))}
    deviation = 1.0 if scale == "orthogonal" else sizes.get(str(scale), scale)
    return np.asarray(drawn * deviation, dtype=np.float32)


def chain(
    random: Random,
    sizes: Sequence[int],
    activation: Function = tape.relu,
    scale: float | str = "he",
    **more: Any,
) -> Network:
    """Return dense layers, the last without activation.

    `bias` is that of the hidden layers; `norm` ("layer", "batch") stands before the activation;
    `gain` multiplies the hidden kernels; `head` is the scale of the last kernel.
    """
    bias, gain = more.get("bias", 0.0), more.get("gain", 1.0)
    weights: dict[str, Array] = {}
    last = len(sizes) - 2
    for number, (inputs, outputs) in enumerate(pairwise(sizes)):
        hidden = number < last
        size = scale if hidden else more.get("head", "glorot")
        weights[f"dense_{number}/kernel"] = kernel(random, (inputs, outputs), size) * (
            gain if hidden else 1.0
        )
        weights[f"dense_{number}/bias"] = np.full(outputs, bias if hidden else 0.0, np.float32)
    axis = {"layer": -1, "batch": 0}.get(more.get("norm", ""))

    def forward(given: Weights, x: Array) -> Node:
        signal = tape.lifted(x)
        for number in range(last + 1):
            signal = signal @ given[f"dense_{number}/kernel"] + given[f"dense_{number}/bias"]
            if number < last:
                signal = activation(signal if axis is None else tape.normalised(signal, axis))
        return signal

    return Network(weights, forward)


def residual(
    random: Random,
    sizes: tuple[int, int, int],
    activation: Function = tape.relu,
    norm: str = "layer",
    **more: Any,
) -> Network:
    """Return `sizes[1]` blocks of width WIDTH: x + dense(activation(norm(x))), then a head."""
    inputs, depth, outputs = sizes
    bias, gain = more.get("bias", 0.0), more.get("gain", 1.0)
    weights = {"first/kernel": kernel(random, (inputs, WIDTH), "he")}
    for number in range(depth):
        weights[f"block_{number}/bias"] = np.full(WIDTH, bias, np.float32)
        weights[f"block_{number}/kernel"] = kernel(random, (WIDTH, WIDTH), "he") * gain
    weights["head/kernel"] = kernel(random, (WIDTH, outputs), more.get("head", "glorot"))
    axis = {"layer": -1, "batch": 0}.get(norm)

    def eased(signal: Node) -> Node:
        return signal if axis is None else tape.normalised(signal, axis)

    def forward(given: Weights, x: Array) -> Node:
        signal = tape.lifted(x) @ given["first/kernel"]
        for number in range(depth):
            inside = activation(eased(signal) + given[f"block_{number}/bias"])
            signal = signal + inside @ given[f"block_{number}/kernel"]
        return eased(signal) @ given["head/kernel"]

    return Network(weights, forward)


def convolutions(
    random: Random, channels: Sequence[int], activation: Function = tape.relu, **more: Any
) -> Network:
    """Return 3 x 3 convolutions of 8 x 8 images that wrap at the edges, a mean, ten classes."""
    places = np.arange(64).reshape(8, 8)
    shifts = [np.roll(places, (a, b), (0, 1)).ravel() for a in (-1, 0, 1) for b in (-1, 0, 1)]
    patches = np.stack(shifts, axis=1)
    weights: dict[str, Array] = {}
    scale = more.get("scale", "he")
    for number, (inputs, outputs) in enumerate(pairwise((1, *channels))):
        weights[f"conv_{number}/kernel"] = kernel(random, (9 * inputs, outputs), scale)
        weights[f"conv_{number}/bias"] = np.zeros(outputs, np.float32)
    weights["head/kernel"] = kernel(random, (64 * channels[-1], 10), "glorot")
    first = weights["conv_0/bias"]
    first[: round(len(first) * more.get("dead", 0.0))] = -50

    def forward(given: Weights, x: Array) -> Node:
        signal = tape.lifted(x.reshape(-1, 64, 1))
        for number in range(len(channels)):
            seen = tape.take(signal, patches, axis=1)
            seen = tape.reshape(seen, len(x), 64, -1)
            signal = seen @ given[f"conv_{number}/kernel"] + given[f"conv_{number}/bias"]
            signal = activation(signal)
        return tape.reshape(signal, len(x), -1) @ given["head/kernel"]

    return Network(weights, forward)


def recurrent(
    random: Random, activation: Function = tape.tanh, gain: float = 1.0, units: int = 16
) -> Network:
    """Return a simple recurrent network whose orthogonal recurrent kernel has a gain."""
    weights = {
        "input/kernel": kernel(random, (4, units), "glorot"),
        "recurrent/kernel": kernel(random, (units, units), "orthogonal") * np.float32(gain),
        "head/kernel": kernel(random, (units, 4), "glorot"),
    }

    def forward(given: Weights, x: Array) -> Node:
        state = tape.lifted(np.zeros((len(x), units)))
        for step in range(x.shape[1]):
            entered = tape.lifted(x[:, step]) @ given["input/kernel"]
            state = activation(entered + state @ given["recurrent/kernel"])
        return state @ given["head/kernel"]

    return Network(weights, forward)


def attention(random: Random, blocks: int = 2, width: int = 16) -> Network:
    """Return attention with LayerNorm before it, and dense layers, each with a way past it."""
    parts = ("query", "key", "value", "output", "wide", "narrow")
    sizes = {"wide": (width, 2 * width), "narrow": (2 * width, width)}
    weights = {"embedding/kernel": kernel(random, (4, width), "glorot")}
    for block in range(blocks):
        for part in parts:
            shape = sizes.get(part, (width, width))
            weights[f"block_{block}/{part}/kernel"] = kernel(random, shape, "glorot")
    weights["head/kernel"] = kernel(random, (width, 4), "glorot")

    def forward(given: Weights, x: Array) -> Node:
        signal = tape.lifted(x) @ given["embedding/kernel"]
        for block in range(blocks):
            eased = tape.normalised(signal)
            q, k, v = (eased @ given[f"block_{block}/{part}/kernel"] for part in parts[:3])
            mixed = tape.softmax(q @ tape.swap(k) * (1 / np.sqrt(width))) @ v
            signal = signal + mixed @ given[f"block_{block}/output/kernel"]
            inside = tape.relu(tape.normalised(signal) @ given[f"block_{block}/wide/kernel"])
            signal = signal + inside @ given[f"block_{block}/narrow/kernel"]
        return tape.reshape(tape.mean(signal, 1), len(x), width) @ given["head/kernel"]

    return Network(weights, forward)
