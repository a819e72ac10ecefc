"""Criteria of ResidualBlock; test_5_robust_network imports them."""

from typing import Any

import numpy as np
import pytest
from compare import assert_array, number

from autograder.grading.checks import as_array, describe, tensor

Random = np.random.Generator
NAME = "ResidualBlock"

# `shake` brings to light what starts at zero, such as the last kernel of a branch or a gain.
GIVEN = """
import pathlib
import tempfile


def is_layer(block):
    return isinstance(block, keras.layers.Layer)


def is_registered(block):
    return keras.saving.get_registered_name(type(block)) != type(block).__name__


def kernels(block):
    return [weight for weight in block.trainable_weights if len(weight.shape) >= 2]


def count_kernels(block):
    return len(kernels(block))


def silence(block):
    for kernel in kernels(block):
        kernel.assign(tf.zeros(kernel.shape))


def shake(block, seed):
    random = np.random.default_rng(seed)
    for weight in block.trainable_weights:
        if len(weight.shape) >= 2:
            weight.assign(random.normal(size=weight.shape) / np.sqrt(weight.shape[0]))
        else:
            weight.assign(random.uniform(0.5, 1.5, size=weight.shape))


def input_gradient(block, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(block(x, training=False))
    gradient = tape.gradient(total, x)
    return tf.zeros_like(x) if gradient is None else gradient


def kernel_gradients(block, x, weights):
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(weights * block(x, training=True))
    gradients = tape.gradient(total, kernels(block))
    return [0.0 if gradient is None else float(tf.norm(gradient)) for gradient in gradients]


def saved_and_loaded(block, x):
    model = keras.Sequential([keras.Input(x.shape[1:]), block])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        return keras.models.load_model(path)(x, training=False)
"""


def positive(random: Random, units: int) -> Any:
    """Return inputs (16, units) between 0.2 and 5."""
    return tensor(random.uniform(0.2, 5, size=(16, units)).astype("float32"))


def output(block: Any, x: Any, *, training: bool = False) -> np.ndarray:
    """Return the block's output as an array, checked to have the shape of the input."""
    array = as_array(block(x, training=training), f"output of a {NAME}")
    shape = x.array.shape
    assert array.shape == shape, f"input of shape {shape}: asked was the same, got {array.shape}"
    return array


class TestResidualBlock:
    """Criteria of ResidualBlock."""

    @pytest.mark.criterion(
        NAME, weight=2, hint="Derive from keras.layers.Layer; the branch ends as wide as the input."
    )
    def test_keeps_width(self, student: Any, random: Random) -> None:
        """Be a keras.layers.Layer with at least one kernel whose output is as wide as its input."""
        given = student.load(GIVEN)
        for units in map(int, random.permutation([4, 9, 17])):
            block = student.ResidualBlock(units)
            came = f"ResidualBlock({units}): asked was a keras.layers.Layer, got {describe(block)}"
            assert given.is_layer(block) is True, came
            output(block, positive(random, units))
            assert number(given.count_kernels(block), "kernels") >= 1, "the block has no kernel"

    @pytest.mark.criterion(
        NAME, weight=3, hint="Nothing but an addition may happen to x: output = x + branch(x)."
    )
    def test_identity_path(self, student: Any, random: Random) -> None:
        """Let inputs >= 0 come out as they went in when every kernel of the block is zero."""
        given, block, x = student.load(GIVEN), student.ResidualBlock(8), positive(random, 8)
        output(block, x)
        given.silence(block)
        assert_array(output(block, x), x.array, "output with all kernels zero", tolerance=0.01)

    @pytest.mark.criterion(
        NAME, weight=2, hint="The identity path carries the gradient as well: no tf.stop_gradient."
    )
    def test_gradient_passes(self, student: Any, random: Random) -> None:
        """Hand the gradient back unchanged along the identity path."""
        given, block, x = student.load(GIVEN), student.ResidualBlock(8), positive(random, 8)
        output(block, x)
        given.silence(block)
        gradient = given.input_gradient(block, x)
        what = "derivative of the output's sum with all kernels zero"
        assert_array(gradient, np.ones((16, 8)), what, tolerance=0.01)

    @pytest.mark.criterion(
        NAME, hint="The branch is made and not added, or layers of it are made and not called."
    )
    def test_branch_contributes(self, student: Any, random: Random) -> None:
        """Add a branch that changes the output and whose kernels all get a gradient."""
        given, block, x = student.load(GIVEN), student.ResidualBlock(8), positive(random, 8)
        output(block, x)
        given.shake(block, int(random.integers(1000)))
        change = float(np.max(np.abs(output(block, x) - x.array)))
        assert change > 0.01, f"the branch changes the output by {change:.2g} only"
        mixed = tensor(random.normal(size=(16, 8)).astype("float32"))
        for index, norm in enumerate(given.kernel_gradients(block, x, mixed)):
            assert number(norm, "norm") > 0, f"kernel {index} of the block has no gradient"

    @pytest.mark.criterion(
        NAME, weight=2, hint="Keras's Dropout with the rate that was asked, told whether it trains."
    )
    def test_dropout_in_training_only(self, student: Any, random: Random) -> None:
        """Drop a share of dropout_rate in training, and nothing otherwise or at rate 0."""
        given = student.load(GIVEN)
        for rate in (0.5, 0.0):
            block, x = student.ResidualBlock(8, dropout_rate=rate), positive(random, 8)
            output(block, x)
            given.shake(block, int(random.integers(1000)))
            for training in (True, False):
                twice = [output(block, x, training=training) for _ in range(2)]
                same, asked = np.allclose(*twice, rtol=1e-4), not (training and rate > 0)
                words = "the same twice" if asked else "different outputs"
                message = f"dropout_rate={rate}, training={training}: asked was {words}"
                assert same == asked, message

    @pytest.mark.criterion(
        NAME, weight=2, hint="get_config gives every argument of __init__; the class is registered."
    )
    def test_saved_and_loaded(self, student: Any, random: Random) -> None:
        """Survive being saved as .keras and loaded again: registered, configured, with weights."""
        rate = float(random.uniform(0.2, 0.6))
        given, x = student.load(GIVEN), positive(random, 6)
        block = student.ResidualBlock(6, dropout_rate=rate)
        output(block, x)
        config = block.get_config()
        assert isinstance(config, dict), f"get_config: asked was a dict, got {describe(config)}"
        for key, asked in {"units": 6, "dropout_rate": rate}.items():
            got = config.get(key)
            assert got == asked, f"get_config()[{key!r}]: asked was {asked}, got {describe(got)}"
        assert given.is_registered(block) is True, "the class is not registered with Keras"
        given.shake(block, 1)
        before = output(block, x)
        assert_array(given.saved_and_loaded(block, x), before, "output after saving and loading")
