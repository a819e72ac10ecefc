"""For every pair of output and loss the auditor takes the loss that `fit` takes."""

import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from autograder.adapters.keras.export import export_model, initial_weights
from autograder.adapters.keras.export.settings import LOSSES
from autograder.audit.auditor import Auditor
from autograder.audit.report import TrainingPlan

THOROUGH = os.environ.get("EFFORT") == "thorough"
# These look for the logits behind a softmax or a sigmoid.
LOOKING = (
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "SparseCategoricalCrossentropy",
)
CLASSES, ROWS = 3, 12


def head(units: int, activation: Any) -> list[Any]:
    """Return the last layer, whose logits are so large that probabilities are at their limits."""
    wide = keras.initializers.RandomNormal(stddev=8.0, seed=1)
    return [layers.Dense(units, activation=activation, kernel_initializer=wide)]


OUTPUTS: dict[str, Callable[[int], list[Any]]] = {
    "none": lambda units: head(units, None),
    "softmax": lambda units: head(units, "softmax"),
    "sigmoid": lambda units: head(units, "sigmoid"),
    "layer": lambda units: [*head(units, None), layers.Softmax()],
    "along the batch": lambda units: [*head(units, None), layers.Softmax(axis=0)],
    "tensorflow": lambda units: head(units, tf.nn.softmax),
    "tensorflow sigmoid": lambda units: head(units, tf.nn.sigmoid),
    "reshaped": lambda units: [*head(units, "sigmoid"), layers.Reshape((units,))],
    "softplus": lambda units: head(units, "softplus"),
}
USUAL = ("none", "softmax", "sigmoid")
PAIRS = [
    (output, loss, units)
    for output in OUTPUTS
    for loss in (sorted(LOSSES) if THOROUGH else LOOKING)
    for units in (1, CLASSES)
    # One loss sees what the others see, too: the rare outputs need no more each time.
    if THOROUGH or output in USUAL or (loss == "CategoricalCrossentropy" and units > 1)
]


@pytest.mark.parametrize(("output", "loss", "units"), PAIRS)
def test_equals_fit(output: str, loss: str, units: int, audited: Any) -> None:
    """Losses and weights are those of `fit`, where probabilities are at their limits, too."""
    plan = made_plan(units, sparse=loss.startswith("Sparse"))
    body = layers.Dense(6, "tanh")
    model = keras.Sequential([keras.Input((4,)), body, *OUTPUTS[output](units)])
    model.compile(keras.optimizers.SGD(0.05), getattr(keras.losses, loss)())
    report = audited(model).train(plan)
    rows = plan.batches().ravel()
    history = model.fit(plan.x[rows], plan.y[rows], ROWS, 1, verbose=0, shuffle=False).history
    np.testing.assert_allclose(report.losses.mean(), history["loss"][0], rtol=1e-5)
    for ours, theirs in zip(report.weights, initial_weights(model), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def made_plan(units: int, *, sparse: bool) -> TrainingPlan:
    """Return a plan of four steps for classes, or for two of them with one unit."""
    random = np.random.default_rng(5)
    x = random.normal(size=(ROWS, 4)).astype("float32")
    classes = random.integers(0, max(units, 2), size=ROWS)
    if sparse:
        y = classes % units
    else:
        y = np.eye(units)[classes] if units > 1 else classes[:, None].astype(float)
    return TrainingPlan(x, y, epochs=4, batch_size=ROWS, seed=3, x_test=x[:2])


def squashed_twice(units: int) -> list[Any]:
    """Return a last layer whose sigmoid goes through a softmax, which is no model's logits."""
    return [*head(units, "sigmoid"), layers.Softmax()]


@pytest.mark.parametrize("output", [OUTPUTS["softplus"], squashed_twice])
def test_logits_that_made_no_prediction_are_passed_over(
    output: Callable[[int], list[Any]], auditor: Auditor
) -> None:
    """A model that calls another tensor its logits is trained on what it predicts."""
    model = keras.Sequential([keras.Input((4,)), *output(CLASSES)])
    model.compile("sgd", "categorical_crossentropy")
    exported = export_model(model)
    forged = {**exported["training"], "logits": [before_activations(exported["training"])]}
    plan = made_plan(CLASSES, sparse=False)
    without = {**exported["training"], "logits": []}
    honest, other = (
        auditor.load({**exported, "training": training}).train(plan)
        for training in (without, forged)
    )
    np.testing.assert_array_equal(honest.losses, other.losses)


def before_activations(forward: dict[str, Any]) -> str:
    """Return what the sum of the last layer is called in a graph."""
    nodes = tf.compat.v1.GraphDef.FromString(forward["graph"]).node
    return [f"{node.name}:0" for node in nodes if node.op in ("Add", "AddV2", "BiasAdd")][-1]
