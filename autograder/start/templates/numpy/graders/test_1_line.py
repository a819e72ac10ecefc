"""Hidden graders of 1_line. Students never see this file; they read docstrings and messages.

docs/graders.md of nbgradient names everything that a grader may use.
"""

import numpy as np
import pytest

from autograder.testing.checks import as_array, as_list, as_number


@pytest.mark.criterion("standardize", hint="The columns are divided by their variance.")
def test_one_column(student, random, measure):
    """standardize(x) of one column has standard deviation 1."""
    x = random.normal(5, 3, size=(8, 1))
    came = as_array(student.standardize(x), "standardize(x)")
    measure("standard deviation", came.std(), asked="1")
    expected = (x - x.mean()) / x.std()
    assert came.shape == x.shape, f"shape: expected {x.shape}, got {came.shape}"
    assert np.allclose(came, expected), f"expected {expected.ravel()}, got {came.ravel()}"


@pytest.mark.criterion(
    "standardize",
    needs=("one_column",),
    hint="One mean and one standard deviation are taken for the whole array.",
)
def test_columns(student, random):
    """standardize(x) takes each column by itself."""
    x = random.normal([0, 50, -200], [1, 10, 0.1], size=(8, 3))
    came = as_array(student.standardize(x), "standardize(x)")
    assert came.shape == x.shape, f"shape: expected {x.shape}, got {came.shape}"
    means = came.mean(axis=0)
    assert np.allclose(means, 0), f"means of the columns: expected 0, got {means}"
    assert np.allclose(came, (x - x.mean(axis=0)) / x.std(axis=0)), "the columns are wrong"


@pytest.mark.criterion("mean_squared_error", hint="The differences are not squared.")
def test_one_row(student, random, measure):
    """mean_squared_error of one row is the square of the difference."""
    targets = random.normal(size=1)
    came = as_number(student.mean_squared_error(targets + 3, targets), "mean_squared_error")
    measure("error of a difference of 3", came, asked="9")
    assert np.isclose(came, 9), f"one difference of 3: expected 9, got {came:g}"


@pytest.mark.criterion(
    "mean_squared_error", needs=("one_row",), hint="The squares are added up, not averaged."
)
def test_many_rows(student, random, measure):
    """mean_squared_error is the mean over all rows."""
    predictions, targets = random.normal(size=(2, 10))
    expected = float(np.mean((predictions - targets) ** 2))
    came = as_number(student.mean_squared_error(predictions, targets), "mean_squared_error")
    measure("error of 10 rows", came, asked=f"{expected:.4g}")
    assert np.isclose(came, expected), f"10 rows: expected {expected:.4g}, got {came:.4g}"


def derivatives(student, random):
    """Return what gradient gives for a drawn line, and what it should give."""
    x, y = random.normal(size=(2, 10))
    weight, bias = (float(each) for each in random.uniform(1, 3, size=2))
    came = as_list(student.gradient(x, y, weight, bias), 2, "gradient(x, y, weight, bias)")
    differences = weight * x + bias - y
    return came, (2 * float(np.mean(differences * x)), 2 * float(np.mean(differences)))


@pytest.mark.criterion("gradient", weight=3, hint="The inner derivative, x, is missing.")
def test_weight(student, random, measure):
    """The first number is the derivative with respect to weight."""
    came, (expected, _) = derivatives(student, random)
    number = measure("derivative by weight", came[0], asked=f"{expected:.4g}")
    assert np.isclose(number, expected), f"weight: expected {expected:.4g}, got {number:.4g}"


@pytest.mark.criterion("gradient", weight=1, hint="The sum is taken, not the mean.")
def test_bias(student, random, measure):
    """The second number is the derivative with respect to bias."""
    came, (_, expected) = derivatives(student, random)
    number = measure("derivative by bias", came[1], asked=f"{expected:.4g}")
    assert np.isclose(number, expected), f"bias: expected {expected:.4g}, got {number:.4g}"
