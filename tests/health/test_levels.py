"""The classes of a gradient norm."""

import math

import numpy as np

from autograder.health.levels import classify, within

NORMS = np.array([0, 9e-7, 1e-6, 1e-4, 10, 10.1, math.inf, math.nan])


def test_classes_at_their_thresholds() -> None:
    """A norm at a threshold belongs to the better class, as the course defines them."""
    assert classify(NORMS) == {
        "not finite": 2,
        "vanished": 2,
        "weak": 1,
        "healthy": 2,
        "exploding": 1,
    }


def test_within_takes_both_ends_and_no_nan() -> None:
    """The limits themselves lie within, and what is not finite never does."""
    assert within(NORMS).tolist() == [False, False, True, True, True, False, False, False]
