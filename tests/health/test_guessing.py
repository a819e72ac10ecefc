"""The loss of the best constant prediction."""

import numpy as np
import pytest

from autograder.health.guessing import guessing_loss

RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(0, 4, size=(200, 1))
COUNTS = RANDOM.poisson(3.0, size=(200, 1)).astype(float)


@pytest.mark.parametrize(
    ("targets", "loss", "expected"),
    [
        ([0, 1, 2, 3], "sparse_categorical_crossentropy", np.log(4)),
        (np.eye(4), "categorical_crossentropy", np.log(4)),
        ([[0], [0], [0], [1]], "binary_crossentropy", -0.75 * np.log(0.75) - 0.25 * np.log(0.25)),
        ([[1.0, 5], [3, 5]], "mean_squared_error", 0.5),
        ([0.0, 0, 9], "mean_absolute_error", 3.0),
        ([[0, 1]], "binary_crossentropy", 0.0),
    ],
)
def test_known_levels(targets: object, loss: str, expected: float) -> None:
    """Each is what the formula of the loss gives by hand."""
    assert guessing_loss(targets, loss) == pytest.approx(expected)


def test_class_names_are_understood() -> None:
    """Keras names a loss by its class or by its function."""
    first = guessing_loss(LABELS, "SparseCategoricalCrossentropy")
    assert first == guessing_loss(LABELS, "sparse_categorical_crossentropy")
    assert guessing_loss(COUNTS, "MeanSquaredError") == pytest.approx(np.var(COUNTS))


@pytest.mark.parametrize("shift", [-0.1, 0.1])
def test_no_other_constant_is_better(shift: float) -> None:
    """Counts are predicted worse by less and by more than their mean."""
    guess = COUNTS.mean() + shift
    assert guessing_loss(COUNTS, "poisson") < np.mean(guess - COUNTS * np.log(guess))


def test_an_unknown_loss_has_no_level() -> None:
    """Nothing is said rather than something wrong."""
    assert guessing_loss(COUNTS, "own_loss") is None
    assert guessing_loss([], "mean_squared_error") is None
