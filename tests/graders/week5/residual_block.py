"""Criteria of ResidualBlock; test_5_robust_network imports them.

What the block computes is read from its graph, in the auditor: no code of the student's runs
while it is measured. Only that it is a layer, and that it can be saved, is told by their process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest
from compare import assert_array, assert_number, entry

from autograder.grading.checks import as_array, as_object, describe, tensor

Random = np.random.Generator
NAME = "ResidualBlock"
ROWS = 16

# A layer without bias stands before the block, so that the gradient that comes through the block
# can be measured: it is that of this layer's kernel.
GIVEN = """
import pathlib
import tempfile


def is_layer(block):
    return isinstance(block, keras.layers.Layer)


def is_registered(block):
    return keras.saving.get_registered_name(type(block)) != type(block).__name__


def network(block, units):
    probe = keras.layers.Dense(units, use_bias=False)
    model = keras.Sequential([keras.Input((units,)), probe, block])
    model.compile("sgd", "mean_absolute_error")
    return model


def shake(block, seed):
    random = np.random.default_rng(seed)
    for weight in block.trainable_weights:
        weight.assign(random.uniform(-0.7, 0.7, size=weight.shape))


def saved_and_loaded(block, x):
    model = keras.Sequential([keras.Input(x.shape[1:]), block])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        return keras.models.load_model(path)(x, training=False)
"""


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
        message = f"input of shape {x.shape}: expected the same, got {array.shape}"
        assert array.shape == x.shape, message
        return array

    def gradients(self, x: np.ndarray, weights: list[np.ndarray], y: float = 0.0) -> Any:
        """Return loss and gradient norms in training, of the mean distance from y."""
        return self.model.gradients(x, np.full(x.shape, y, "float32"), weights=weights)


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
    """Carry a ResidualBlock of so many units over to the auditor."""
    given = student.load(GIVEN)

    def carried(units: int, **keywords: Any) -> Block:
        network = given.network(made(student, units, **keywords), units)
        weights = [as_array(value, "weight") for value in audit.weights(network)]
        return Block(audit(network), weights, units)

    return carried


class TestResidualBlock:
    """Criteria of ResidualBlock."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Derive from keras.layers.Layer; the branch ends as wide as x: nothing projects x.",
        mistakes=(45,),
    )
    def test_keeps_width(self, student: Any, block_of: Any, random: Random) -> None:
        """Be a keras.layers.Layer with at least one kernel whose output is as wide as its input."""
        given = student.load(GIVEN)
        for units in map(int, random.permutation([4, 9])):
            layer = student.ResidualBlock(units)
            came = f"ResidualBlock({units}): expected a keras.layers.Layer, got {describe(layer)}"
            assert given.is_layer(layer) is True, came
            block = block_of(units)
            block.output(positive(random, units), block.weights)
            assert block.kernels >= 1, "the block has no kernel"

    @pytest.mark.criterion(
        NAME,
        weight=3,
        hint="Nothing but an addition may happen to x: output = x + branch(x).",
        needs=("keeps_width",),
        mistakes=(45,),
    )
    def test_identity_path(self, block_of: Any, random: Random) -> None:
        """Add the same to all inputs >= 0 when every kernel of the block is zero."""
        block, x = block_of(8, dropout_rate=0.0), positive(random, 8)
        added = block.output(x, block.with_kernels(random, zeros)) - x
        what = "what the block adds to x with all kernels zero"
        assert_array(added, np.tile(added[0], (ROWS, 1)), what, tolerance=0.01, floor=10.0)

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="The identity path carries the gradient as well: no tf.stop_gradient.",
        needs=("identity_path",),
        mistakes=(45,),
    )
    def test_gradient_passes(self, block_of: Any, random: Random) -> None:
        """Hand the gradient back unchanged along the identity path."""
        block, x = block_of(8, dropout_rate=0.0), positive(random, 8)
        gradients = block.gradients(x, block.with_kernels(random, zeros), y=-100.0)
        came = next(iter(gradients.norms.values()), 0.0)
        # The loss is the mean of the outputs, apart from a constant: each has the derivative
        # 1 / (rows * units), and the kernel before the block that times the inputs.
        through = float(np.linalg.norm(x.mean(axis=0)) / np.sqrt(x.shape[1]))
        what = "norm of the gradient behind the block with all kernels zero"
        assert_number(came, through, what, tolerance=0.01)

    @pytest.mark.criterion(
        NAME,
        hint="The branch is made and not added, or layers of it are made and not called.",
        needs=("keeps_width",),
    )
    def test_branch_contributes(self, block_of: Any, random: Random) -> None:
        """Add a branch that changes the output and whose kernels all get a gradient."""
        block, x = block_of(8), mixed(random, 8)
        weights = block.with_kernels(random, random.normal)
        added = block.output(x, weights) - x
        change = float(np.max(np.ptp(added, axis=0)))
        assert change > 0.01, f"what the branch adds changes with the input by {change:.2g} only"
        norms = block.gradients(x, weights).norms
        for path, norm in norms.items():
            assert norm > 0, f"{path} has no gradient"

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Keras's Dropout with the rate that was asked, told whether it trains.",
        needs=("branch_contributes",),
        mistakes=(22, 38),
    )
    def test_dropout_in_training_only(self, block_of: Any, random: Random) -> None:
        """Drop a share of dropout_rate in training, and nothing otherwise or at rate 0."""
        for rate in (0.5, 0.0):
            # Of both signs: the mean of positive outputs would hide what normalisation evens out.
            block, x = block_of(8, dropout_rate=rate), mixed(random, 8)
            one = block.with_kernels(random, random.normal)
            # The same weights with other seeds: only what is drawn can differ.
            seeds = block.with_kernels(random, random.normal)
            other = [a if a.dtype.kind == "f" else b for a, b in zip(one, seeds, strict=True)]
            losses = [block.gradients(x, weights).loss for weights in (one, other)]
            assert_same(losses, rate == 0, f"dropout_rate={rate}, training=True")
            outputs = [block.output(x, weights) for weights in (one, other)]
            assert_same(outputs, True, f"dropout_rate={rate}, training=False")

    @pytest.mark.criterion(
        NAME, weight=2, hint="get_config gives every argument of __init__; the class is registered."
    )
    def test_saved_and_loaded(self, student: Any, random: Random) -> None:
        """Survive being saved as .keras and loaded again: registered, configured, with weights."""
        usual = entry(made(student, 6).get_config(), "dropout_rate")
        assert_number(usual, 0.1, "get_config()['dropout_rate'] where none was given")
        rate, x = float(random.uniform(0.2, 0.6)), tensor(positive(random, 6))
        given, block = student.load(GIVEN), made(student, 6, dropout_rate=rate)
        output = partial(block, x, training=False)
        output()
        config = block.get_config()
        assert isinstance(config, dict), f"get_config: expected a dict, got {describe(config)}"
        for key, asked in {"units": 6, "dropout_rate": rate}.items():
            got = config.get(key)
            assert got == asked, f"get_config()[{key!r}]: expected {asked}, got {describe(got)}"
        assert given.is_registered(block) is True, "the class is not registered with Keras"
        given.shake(block, 1)
        before = as_array(output(), f"output of a {NAME}")
        assert_array(given.saved_and_loaded(block, x), before, "output after saving and loading")


def made(student: Any, units: int, **keywords: Any) -> Any:
    """Return a block of the student's."""
    return as_object(student.ResidualBlock(units, **keywords), f"{NAME}({units})")


def assert_same(pair: list[Any], asked: bool, what: str) -> None:
    """Require of two results that they agree, or that they do not."""
    came = np.allclose(*pair, rtol=1e-4)
    words = {True: "the same twice", False: "different outputs"}
    assert came == asked, f"{what}: expected {words[asked]}, got {words[came]}"
