"""Hidden graders of 1_network. Students never see this file; they read docstrings and messages.

docs/graders.md of nbgradient names everything that a grader may use.
"""

import numpy as np
import pytest

from autograder.testing.checks import as_array, as_number, tensor


def assert_outputs(student, x, kernel, bias):
    """Require what dense gives for a layer."""
    x, kernel, bias = (np.asarray(each, np.float32) for each in (x, kernel, bias))
    came = as_array(student.dense(tensor(x), tensor(kernel), tensor(bias)), "dense(...)")
    expected = np.maximum(x @ kernel + bias, 0)
    assert came.shape == expected.shape, f"shape: expected {expected.shape}, got {came.shape}"
    error = float(np.max(np.abs(came - expected)))
    assert error < 1e-4, f"outputs: expected those of the layer, got some that are {error:.3g} off"


@pytest.mark.criterion("dense", hint="The bias is missing.")
def test_positive(student, random):
    """dense multiplies by the kernel and adds the bias."""
    assert_outputs(student, *(random.uniform(1, 2, size) for size in ((5, 3), (3, 4), 4)))


@pytest.mark.criterion("dense", needs=("positive",), hint="The ReLU is missing.")
def test_negative(student, random):
    """dense sets to 0 what is negative."""
    assert_outputs(student, *(random.normal(size=size) for size in ((9, 3), (3, 4), 4)))


def assert_loss(student, random, measure, rows):
    """Require the cross-entropy of drawn logits."""
    logits = random.normal(0, 2, size=(rows, 4)).astype(np.float32)
    labels = random.integers(4, size=rows).astype(np.int32)
    came = as_number(student.cross_entropy(tensor(labels), tensor(logits)), "cross_entropy(...)")
    exponentials = np.exp(logits)
    right = exponentials[np.arange(rows), labels] / exponentials.sum(axis=1)
    expected = float(-np.log(right).mean())
    measure(f"cross-entropy of rows: {rows}", came, asked=f"{expected:.4g}")
    assert abs(came - expected) < 1e-4, f"rows: {rows}: expected {expected:.4g}, got {came:.4g}"


@pytest.mark.criterion("cross_entropy", hint="The probabilities are not those of a softmax.")
def test_one_row(student, random, measure):
    """cross_entropy of one row is minus the logarithm of its probability."""
    assert_loss(student, random, measure, rows=1)


@pytest.mark.criterion(
    "cross_entropy", needs=("one_row",), hint="The rows are added up, not averaged."
)
def test_many_rows(student, random, measure):
    """cross_entropy is the mean over all rows."""
    assert_loss(student, random, measure, rows=6)


@pytest.mark.criterion("build_network", weight=1, hint="The hidden layer or its ReLU is missing.")
def test_layers(student, audit):
    """The network has a hidden layer of 16 units with a ReLU."""
    description = audit(student.build_network(5, 3)).description
    shapes = [kernel.shape for kernel in description.kernels]
    assert shapes == [(5, 16), (16, 3)], f"kernels: expected (5, 16) and (16, 3), got {shapes}"
    relus = description.activations.get("Relu", 0)
    assert relus == 1, f"ReLUs: expected 1, got {relus}"


@pytest.mark.criterion(
    "build_network",
    weight=3,
    needs=("layers",),
    hint="The kernels begin with zeros, so that no gradient comes through.",
)
def test_gradients(student, audit, random, measure):
    """At the beginning a gradient reaches every kernel."""
    x = random.normal(size=(32, 5)).astype(np.float32)
    labels = random.integers(3, size=32).astype(np.int32)
    norms = audit(student.build_network(5, 3)).gradients(x, labels).norms
    smallest = measure("smallest gradient norm", min(norms.values()), asked="> 1e-6")
    assert smallest > 1e-6, f"smallest gradient norm: expected more than 1e-6, got {smallest:.2g}"
