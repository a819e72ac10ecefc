"""Whether weights are drawn anew, for each layer and at each call."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograder.grading.checks import as_array

# Zeros, an identity and the like hold few values: they are made on purpose, the same each time.
MOST_MADE = 2


def drawn(weights: Sequence[Any]) -> list[np.ndarray]:
    """Return the kernels that come from a random initializer."""
    arrays = [as_array(weight, "weight") for weight in weights]
    kernels = [array for array in arrays if array.ndim >= 2 and array.dtype.kind == "f"]
    return [kernel for kernel in kernels if np.unique(kernel).size > MOST_MADE]


def assert_drawn_afresh(first: Sequence[Any], second: Sequence[Any], what: str) -> None:
    """Require of the weights of two calls that no kernel repeats another."""
    one, two = drawn(first), drawn(second)
    layers = sum(np.array_equal(*pair) for pair in combinations(one, 2))
    message = f"{what}: two layers begin with the same kernel, {layers} times"
    assert not layers, f"{message} in {len(one)} kernels"
    calls = sum(np.array_equal(a, b) for a, b in zip(one, two, strict=False))
    message = f"{what}, made twice: expected new values in every kernel"
    assert not calls, f"{message}, got the same in {calls} of {len(one)}"
