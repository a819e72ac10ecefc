"""Criteria of ResidualBlock; test_5_robust_network imports them."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from carried_block import GIVEN, NAME, ROWS, Random, block_of, made, mixed, positive, zeros
from compare import assert_array, assert_number, entry
from dropout_draws import assert_divided, assert_dropped
from initial_weights import assert_drawn_afresh

from autograder.testing.checks import as_array, require, tensor

__all__ = ["block_of"]

# How much lower negative inputs are set, to see whether that comes through.
SHIFT = 2.0


class TestResidualBlock:
    """Criteria of ResidualBlock."""

    @pytest.mark.criterion(
        NAME,
        hint="Derive from keras.layers.Layer; the branch must end as wide as x: do not project x.",
        mistakes=(45,),
    )
    def test_keeps_width(self, student: Any, block_of: Any, random: Random) -> None:
        """Be a keras.layers.Layer with at least one kernel, and an output as wide as the input."""
        given = student.load(GIVEN)
        for units in map(int, random.permutation([4, 9])):
            layer = student.ResidualBlock(units)
            asked = f"ResidualBlock({units}): expected a keras.layers.Layer"
            require(given.is_layer(layer) is True, asked, layer)
            x = positive(random, units)
            # What goes wrong here is told of their block, not of what we wrap it in.
            layer(tensor(x), training=False)
            block = block_of(units)
            block.output(x, block.weights)
            assert block.kernels >= 1, "expected a block with a kernel, got none"

    @pytest.mark.criterion(
        NAME,
        hint="Nothing but an addition may happen to x: output = x + branch(x).",
        needs=("keeps_width",),
        mistakes=(45,),
    )
    def test_identity_path(self, block_of: Any, random: Random) -> None:
        """With all kernels zero, add the same constant to every input that is not negative."""
        block, x = block_of(8), positive(random, 8)
        added = block.output(x, block.with_kernels(random, zeros)) - x
        what = "what the block adds to x with all kernels zero"
        assert_array(added, np.tile(added[0], (ROWS, 1)), what, tolerance=0.01, floor=10.0)

    @pytest.mark.criterion(
        NAME,
        hint="Add x itself, unchanged; an activation may only come after the addition.",
        needs=("identity_path",),
        mistakes=(45,),
    )
    def test_negative_inputs_pass(self, block_of: Any, random: Random) -> None:
        """Let negative inputs pass as well as what the branch adds to them."""
        block, x, negative = block_of(8), positive(random, 8), halves(random, 8)
        x[negative] *= -1
        lower = np.where(negative, x - SHIFT, x)
        one, two = (block.with_kernels(random, partial(random.normal, scale=0.1)) for _ in "12")
        output, shifted, other = (block.output(*g) for g in ((x, one), (lower, one), (x, two)))
        change = np.abs(other - output)
        # What an activation after the addition holds back, it holds back of x and branch alike.
        branch = change[negative].mean() / max(change[~negative].mean(), 1e-6)
        passed = (output - shifted)[negative].mean() / SHIFT
        came = f"expected x to pass as well as the branch ({branch:.0%}), got {max(passed, 0):.0%}"
        assert passed >= branch / 2 - 0.05, f"negative inputs: {came}"

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="The identity path must carry the gradient too: no tf.stop_gradient.",
        needs=("identity_path",),
        mistakes=(45,),
    )
    def test_gradient_passes(self, block_of: Any, random: Random) -> None:
        """Pass the gradient back unchanged along the identity path."""
        block, x = block_of(8), positive(random, 8)
        gradients = block.gradients(x, block.with_kernels(random, zeros), y=-100.0)
        came = next(iter(gradients.norms.values()), 0.0)
        # The loss is the mean of the outputs, apart from a constant: each has the derivative
        # 1 / (rows * units), and the kernel before the block that times the inputs.
        through = float(np.linalg.norm(x.mean(axis=0)) / np.sqrt(x.shape[1]))
        what = "norm of the gradient behind the block with all kernels zero"
        assert_number(came, through, what, tolerance=0.01)

    @pytest.mark.criterion(
        NAME,
        hint="Put dropout into the branch, before the addition: drop nothing of x or of the sum.",
        needs=("identity_path",),
        mistakes=(45,),
    )
    def test_dropout_spares_identity(self, student: Any, random: Random) -> None:
        """Keep the identity path the same in training and prediction, for any dropout_rate."""
        given, block = student.load(GIVEN), made(student, 8, dropout_rate=0.5)
        x = tensor(positive(random, 8))
        asked, came = (
            as_array(given.slopes(block, x, training=training), "gradient with respect to x")
            for training in (False, True)
        )
        what = "all kernels zero, dropout_rate=0.5, training=True: gradient with respect to x"
        assert_array(came, asked, what, tolerance=0.01)

    @pytest.mark.criterion(
        NAME,
        hint="The branch is not added, or some of its layers are created but never called.",
        needs=("keeps_width",),
    )
    def test_branch_contributes(self, block_of: Any, random: Random) -> None:
        """Add a branch that changes the output and whose kernels all get a gradient."""
        block, x = block_of(8), mixed(random, 8)
        weights = block.with_kernels(random, random.normal)
        added = block.output(x, weights) - x
        change = float(np.max(np.ptp(added, axis=0)))
        assert change > 0.01, (
            f"expected the branch to depend on the input, got a change of only {change:.2g}"
        )
        assert_learning(block.gradients(x, weights).norms, "training=False")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Use Dropout(dropout_rate) in the branch, with `training`: it drops that share, "
        "divides the rest by 1 - dropout_rate, and does nothing if training is not given.",
        needs=("branch_contributes",),
        mistakes=(22, 38),
    )
    def test_dropout_in_training_only(self, student: Any, block_of: Any, random: Random) -> None:
        """Drop a share of dropout_rate in training, and nothing otherwise or at rate 0."""
        for rate in (0.5, 0.0):
            # Of both signs: the mean of positive outputs would hide what normalisation evens out.
            block, x = block_of(8, still=False, dropout_rate=rate), mixed(random, 8)
            one = block.with_kernels(random, random.normal)
            # The same weights with other seeds: only what is drawn can differ.
            seeds = block.with_kernels(random, random.normal)
            other = [a if a.dtype.kind == "f" else b for a, b in zip(one, seeds, strict=True)]
            losses = [block.gradients(x, weights).loss for weights in (one, other)]
            assert_same(losses, rate == 0, f"dropout_rate={rate}, training=True")
            outputs = [block.output(x, weights) for weights in (one, other)]
            assert_same(outputs, True, f"dropout_rate={rate}, training=False")
        # The block of rate 0: who takes the rate for the share that is kept drops everything.
        assert_learning(block.gradients(x, one).norms, "dropout_rate=0.0, training=True")
        assert_dropped(block_of, random)
        assert_divided(block_of, random)
        layer = made(student, 8, dropout_rate=0.5)
        untold = [as_array(layer(tensor(x)), f"output of a {NAME}") for _ in range(2)]
        assert_same(untold, True, "dropout_rate=0.5, training not given")

    @pytest.mark.criterion(
        NAME,
        hint="Set no seed; name initializers ('he_normal'): one object gives the same values "
        "again.",
    )
    def test_drawn_afresh(self, student: Any, audit: Any) -> None:
        """Start with different random kernels and different dropout draws in every layer."""
        given = student.load(GIVEN)
        one, two = (
            audit.weights(given.network(made(student, 6), 6, still=False)) for _ in range(2)
        )
        assert_drawn_afresh(one, two, f"{NAME}(6)")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="get_config needs super().get_config() and all arguments of __init__; register the "
        "class.",
    )
    def test_saved_and_loaded(self, student: Any, random: Random) -> None:
        """Lose nothing by saving as .keras and loading: class, settings and weights come back."""
        units, rate = int(random.integers(3, 8)), float(random.uniform(0.2, 0.6))
        usual = entry(made(student, units).get_config(), "dropout_rate")
        assert_number(usual, 0.1, "get_config()['dropout_rate'] where none was given")
        x = tensor(positive(random, units))
        given, block = student.load(GIVEN), made(student, units, dropout_rate=rate)
        output = partial(block, x, training=False)
        output()
        asked = {"units": units, "dropout_rate": rate, "name": student.fetch(block.name)}
        assert_config(block.get_config(), asked)
        assert given.is_registered(block) is True, (
            "expected the class to be registered with Keras, got an unregistered one"
        )
        given.shake(block, 1)
        before, again = (as_array(output(), f"output of a {NAME}") for _ in range(2))
        loaded = given.saved_and_loaded(block, x)
        # What is random in prediction would differ without having been saved.
        if np.array_equal(before, again):
            assert_array(loaded, before, "output after saving and loading")


def halves(random: Random, units: int) -> np.ndarray:
    """Tell of each row which half of its entries, drawn at random, is meant."""
    ranks = random.permuted(np.tile(np.arange(units), (ROWS, 1)), axis=1)
    return np.asarray(ranks < units // 2)


def assert_config(config: Any, asked: dict[str, Any]) -> None:
    """Require entries of the dict that get_config gives."""
    require(isinstance(config, dict), "get_config: expected a dict", config)
    for key, value in asked.items():
        got = entry(config, key)
        require(got == value, f"get_config()[{key!r}]: expected {value!r}", got)


def assert_learning(norms: dict[str, float], when: str) -> None:
    """Require a gradient in every kernel."""
    for path, norm in norms.items():
        assert norm > 0, f"{when}: expected a gradient for {path}, got none"


def assert_same(pair: list[Any], asked: bool, what: str) -> None:
    """Require of two results that they agree, or that they do not."""
    came = np.allclose(*pair, rtol=1e-4)
    words = {True: "the same twice", False: "different outputs"}
    assert came == asked, f"{what}: expected {words[asked]}, got {words[came]}"
