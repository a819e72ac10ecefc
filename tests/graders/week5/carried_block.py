"""A ResidualBlock on its way to the auditor, and the inputs and weights it is measured with.

What the block computes is read from its graph, in the auditor: no code of the student's runs
while it is measured. Only that it is a layer, that it can be saved, and that dropout spares the
identity path, is told by their process. What dropout has no part in is measured on the graph of
prediction: how the numbers of dropout are drawn is a criterion of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from autograder.audit.report import TrainingPlan
from autograder.testing.checks import as_array, as_object

Random = np.random.Generator
NAME = "ResidualBlock"
ROWS = 16

STILL = """
class Still(keras.layers.Layer):
    '''Calls a layer as in prediction, whatever is asked.'''

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def call(self, x):
        return self.layer(x, training=False)
"""
# A layer without bias stands before the block, so that the gradient that comes through the block
# can be measured: it is that of this layer's kernel. At a learning rate of zero the steps of a
# training differ in what dropout draws, and in nothing else.
GIVEN = (
    STILL
    + """
import pathlib
import tempfile


def is_layer(block):
    return isinstance(block, keras.layers.Layer)


def is_registered(block):
    return keras.saving.get_registered_name(type(block)) != type(block).__name__


def network(block, units, still=True):
    probe = keras.layers.Dense(units, use_bias=False)
    model = keras.Sequential([keras.Input((units,)), probe, Still(block) if still else block])
    model.compile(keras.optimizers.SGD(0.0), "mean_absolute_error")
    return model


def shake(block, seed):
    random = np.random.default_rng(seed)
    for weight in block.trainable_weights:
        weight.assign(random.uniform(-0.7, 0.7, size=weight.shape))


def slopes(block, x, training):
    block(x, training=False)
    for weight in block.trainable_weights:
        if len(weight.shape) >= 2:
            weight.assign(np.zeros(weight.shape))
    with tf.GradientTape() as tape:
        tape.watch(x)
        # As fit runs it.
        output = tf.function(block)(x, training=training)
    return tf.convert_to_tensor(tape.gradient(output, x, unconnected_gradients="zero"))


def saved_and_loaded(block, x):
    model = keras.Sequential([keras.Input(x.shape[1:]), block])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        return keras.models.load_model(path)(x, training=False)
"""
)


@dataclass(frozen=True)
class Block:
    """A block in the auditor; `weights` are as they were made, that of the probe first."""

    model: Any
    weights: list[np.ndarray]
    units: int

    @property
    def kernels(self) -> int:
        """How many kernels of the block meet the data; the probe is none of them."""
        return len(self.model.description.kernels) - 1

    def with_kernels(self, random: Random, draw: Callable[..., Any]) -> list[np.ndarray]:
        """Return weights with drawn kernels, the probe an identity, everything else random.

        So what starts at zero or one, such as a bias or a gain, has no such value any more.
        """
        rest = [drawn(random, value, draw) for value in self.weights[1:]]
        return [np.eye(self.units, dtype="float32"), *rest]

    def output(self, x: np.ndarray, weights: list[np.ndarray]) -> np.ndarray:
        """Return the output in prediction, checked to have the shape of the input."""
        array: np.ndarray = self.model.predict(x, weights=weights)
        message = f"input of shape {x.shape}: expected the same output shape, got {array.shape}"
        assert array.shape == x.shape, message
        return array

    def gradients(self, x: np.ndarray, weights: list[np.ndarray], y: float = 0.0) -> Any:
        """Return loss and gradient norms of the mean distance from y, in training if not still."""
        return self.model.gradients(x, np.full(x.shape, y, "float32"), weights=weights)

    def draws(self, plan: TrainingPlan, weights: list[np.ndarray]) -> np.ndarray:
        """Return the mean distance from y in training, for each draw of dropout."""
        return np.asarray(self.model.train(plan, weights=weights).losses)


def drawn(random: Random, value: np.ndarray, draw: Callable[..., Any]) -> np.ndarray:
    """Return a value for one weight: a kernel, a seed, or a positive number for all others."""
    if value.dtype.kind != "f":
        return random.integers(1, 1 << 30, size=value.shape).astype(value.dtype)
    if value.ndim >= 2:
        return np.asarray(draw(size=value.shape) / np.sqrt(value.shape[0]), dtype=value.dtype)
    return random.uniform(0.5, 1.5, size=value.shape).astype(value.dtype)


def zeros(size: tuple[int, ...]) -> np.ndarray:
    """Return the kernel of a branch that passes nothing on."""
    return np.zeros(size)


def positive(random: Random, units: int) -> np.ndarray:
    """Return inputs that stay positive whatever a branch without kernels adds to them."""
    return random.uniform(5, 10, size=(ROWS, units)).astype("float32")


def mixed(random: Random, units: int) -> np.ndarray:
    """Return inputs of both signs."""
    return random.normal(size=(ROWS, units)).astype("float32")


@pytest.fixture
def block_of(student: Any, audit: Any) -> Callable[..., Block]:
    """Carry a ResidualBlock of so many units over to the auditor; if `still`, its prediction."""
    given = student.load(GIVEN)

    def carried(units: int, still: bool = True, dropout_rate: float = 0.0) -> Block:
        block = made(student, units, dropout_rate=dropout_rate)
        network = given.network(block, units, still=still)
        weights = [as_array(value, "weight") for value in audit.weights(network)]
        return Block(audit(network), weights, units)

    return carried


def made(student: Any, units: int, **keywords: Any) -> Any:
    """Return a block of the student's."""
    return as_object(student.ResidualBlock(units, **keywords), f"{NAME}({units})")
