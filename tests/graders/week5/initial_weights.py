"""Whether weights are drawn anew, and the draws of dropout too, for each layer and at each call."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograder.testing.checks import as_array

GIVEN = """
def share_an_optimizer(one, two):
    return one.compiled and one.optimizer is two.optimizer
"""
# Zeros, an identity and the like hold few values: they are made on purpose, the same each time.
MOST_MADE = 2
# What a Keras SeedGenerator holds: the seed, and how often it was asked.
SEED_SHAPE = (2,)


def kernels(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return the kernels that come from a random initializer."""
    found = [array for array in arrays if array.ndim >= 2 and array.dtype.kind == "f"]
    return [kernel for kernel in found if np.unique(kernel).size > MOST_MADE]


def seeds(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return the seeds from which dropout draws."""
    return [array for array in arrays if array.dtype.kind in "iu" and array.shape == SEED_SHAPE]


def assert_drawn_afresh(first: Sequence[Any], second: Sequence[Any], what: str) -> None:
    """Require of the weights of two calls that no kernel and no seed repeats another.

    Without any random kernel there is nothing to compare: a constant may stand in its place.
    """
    one, two = ([as_array(weight, "weight") for weight in weights] for weights in (first, second))
    assert kernels(one), f"{what}: expected random kernels, got none"
    assert_new(kernels(one), kernels(two), what, "kernel")
    assert_new(seeds(one), seeds(two), what, "dropout seed")


def assert_own_optimizer(student: Any, one: Any, two: Any, what: str) -> None:
    """Require that two models do not share an optimizer: it holds the state of one training."""
    shared = student.load(GIVEN).share_an_optimizer(one, two)
    assert not shared, f"{what}, made twice: expected an optimizer for each, got one for both"


def assert_new(one: Sequence[np.ndarray], two: Sequence[np.ndarray], what: str, name: str) -> None:
    """Require that two layers, or two calls, do not begin with the same values."""
    layers = sum(np.array_equal(*pair) for pair in combinations(one, 2))
    message = f"{what}: expected no two layers with the same {name}, got {layers} such pairs"
    assert not layers, f"{message} among {len(one)}"
    calls = sum(np.array_equal(a, b) for a, b in zip(one, two, strict=False))
    message = f"{what}, made twice: expected new values in every {name}"
    assert not calls, f"{message}, got the same in {calls} of {len(one)}"
