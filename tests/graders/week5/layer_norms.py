"""Criteria of layer_gradient_norms; test_1_vanishing imports them.

Networks without activation, so that NumPy knows every gradient. Where values are judged there are
no biases and keys do not matter; keys and what counts as a layer have criteria of their own.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import expected
import numpy as np
import pytest
import training_task
from compare import assert_number, number
from linear_networks import MANY_VARIABLES, LinearNetwork, chain_with_norms
from non_finite import assert_measured, assert_series
from training_task import MANY, Task

from autograder.testing.checks import as_array, as_float, require

Random = np.random.Generator
NAME = "layer_gradient_norms"

GIVEN = (
    MANY_VARIABLES
    + """
def linear(kernels, biases=None, learning_rate=None, penalty=0.0, momentum=None):
    '''Dense layers without activation and, whatever is given, without biases.'''
    penalty = keras.regularizers.L2(penalty) if penalty else None
    layers = [
        keras.layers.Dense(
            kernel.shape[1],
            use_bias=False,
            kernel_regularizer=penalty,
            # Forward order is not that of the alphabet.
            name=f"layer_{9 - index}",
        )
        for index, kernel in enumerate(kernels)
    ]
    model = keras.Sequential([keras.Input((len(kernels[0]),)), *layers])
    model.set_weights(kernels)
    return model


def chain(weights):
    return linear([np.full((1, 1), weight, dtype="float32") for weight in weights])


def scales_only():
    return keras.Sequential([keras.Input((4,)), keras.layers.LayerNormalization()])


def with_state():
    layers = [keras.layers.Dense(8, use_bias=False), keras.layers.BatchNormalization()]
    layers += [keras.layers.Dropout(0.5), keras.layers.Dense(2)]
    return keras.Sequential([keras.Input((4,)), *layers])


@keras.saving.register_keras_serializable("given")
class Unused(keras.layers.Layer):
    '''Holds a kernel on which its output does not depend.'''

    def build(self, shape):
        self.kernel = self.add_weight(shape=(2, 2), name="kernel")

    def call(self, x):
        return x


@keras.saving.register_keras_serializable("given")
class SumOfRows(keras.layers.Layer):
    '''Adds up rows of a table, so that the gradient is IndexedSlices.'''

    def build(self, shape):
        self.kernel = self.add_weight(shape=(4, 1), name="kernel")

    def call(self, x):
        return tf.reduce_sum(tf.gather(self.kernel, x), axis=1)


def lookup(table):
    rows = SumOfRows()
    model = keras.Sequential([keras.Input((6,), dtype="int32"), Unused(), rows])
    rows.set_weights([table])
    return model


def kernel_paths(model):
    return [v.path for v in model.trainable_variables if len(v.shape) >= 2]


def values(model):
    return {v.path: v.numpy() for v in model.variables}
"""
)


def measured(student: Any, model: Any, x: Any, y: Any, loss: Any = None) -> dict[Any, Any]:
    """Return what layer_gradient_norms gives, checked to be a dict."""
    if loss is None:
        loss = student.load(training_task.GIVEN).mean_squared_error
    came = student.layer_gradient_norms(model, as_input(x), as_input(y), loss)
    require(isinstance(came, dict), "expected a dict", came)
    return came


def measured_any(student: Any, model: Any, x: Any, y: Any) -> dict[Any, Any]:
    """Return the same where some norm is above 0, for criteria that ask for no value."""
    came = measured(student, model, x, y)
    above = [key for key, value in came.items() if number(value, f"the norm of {key!r}") > 0]
    assert above, f"none of the {len(came)} norms is above 0: nothing was measured"
    return came


def as_input(array: Any) -> Any:
    """Return numbers in the precision in which networks take them, indices as they are."""
    return array if array.dtype.kind == "i" else array.astype("float32")


def assert_norms(came: dict[Any, Any], asked: Sequence[float], what: str) -> None:
    """Require the values of the dict, whatever its keys and their order are."""
    assert_series(sorted(numbers(came)), sorted(asked), f"{what}: the sorted norms")


def numbers(came: dict[Any, Any]) -> list[float]:
    """Return the values of the dict."""
    return [number(value, f"the norm of {key!r}") for key, value in came.items()]


def without_biases(random: Random) -> LinearNetwork:
    """Return 2 to 4 linear layers of different widths whose biases are zero."""
    network = LinearNetwork.draw(random)
    return replace(network, biases=[np.zeros_like(bias) for bias in network.biases])


class TestLayerGradientNorms:
    """Criteria of layer_gradient_norms."""

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="For each kernel, take the root of the sum of its gradient's squares, not of a mean.",
        mistakes=(4,),
    )
    def test_norms_of_kernels(self, student: Any, random: Random) -> None:
        """Give the norm of the gradient of every kernel."""
        for _ in range(2):
            network = without_biases(random)
            model = network.make(student.load(GIVEN))
            came = measured(student, model, network.x, network.y)
            asked = network.train(1).norms[0]
            assert_norms(came, asked, f"{len(asked)} linear layers")

    @pytest.mark.criterion(NAME, hint="float(...) turns a tensor into a Python float.")
    def test_python_floats(self, student: Any, random: Random) -> None:
        """Give the norms as Python floats."""
        network = without_biases(random)
        came = measured_any(student, network.make(student.load(GIVEN)), network.x, network.y)
        for key, value in came.items():
            as_float(value, f"the norm of {key!r}")

    @pytest.mark.criterion(
        NAME,
        hint="Use variable.path as keys, in forward order: the names are the same in each layer.",
        mistakes=(37,),
    )
    def test_keyed_by_path(self, student: Any, random: Random) -> None:
        """Use variable.path as keys, in the order of model.trainable_variables."""
        given, norms = student.load(GIVEN), random.permutation([0.01, 0.3, 9.0])
        weights, target = chain_with_norms(norms)
        model = given.chain(weights)
        came = measured_any(student, model, np.ones((4, 1)), np.full((4, 1), target))
        asked = given.kernel_paths(model)
        assert list(came) == asked, f"expected the keys {asked}, got {list(came)}"
        # Which is which is asked here, how large they are elsewhere.
        values = numbers(came)
        smallest, largest = asked[int(np.argmin(norms))], asked[int(np.argmax(norms))]
        message = f"expected the smallest norm for {smallest} and the largest for {largest}"
        assert list(np.argsort(values)) == list(np.argsort(norms)), f"{message}, got {came}"

    @pytest.mark.criterion(
        NAME,
        hint="Each trainable variable of rank 2 or more counts, whatever its name, and no other.",
        mistakes=(19,),
    )
    def test_kernels_only(self, student: Any, random: Random) -> None:
        """Have an entry for each trainable variable of rank 2 or more, and for no other."""
        given = student.load(GIVEN)
        model = given.many_variables()
        came = measured(student, model, random.normal(size=(6, 4, 1)), random.normal(size=(6, 2)))
        asked = given.kernel_paths(model)
        message = f"expected {len(asked)} entries, for {asked}; got {len(came)}, {list(came)}"
        assert len(came) == len(asked), message
        x = random.normal(size=(6, 4))
        nothing = measured(student, given.scales_only(), x, x + 1)
        assert nothing == {}, f"a model without kernels: expected {{}}, got {nothing}"

    @pytest.mark.criterion(
        NAME,
        hint="The loss is the mean of loss_fn(y, predictions) over all examples: keep y's shape, "
        "add no penalties.",
        needs=("norms_of_kernels",),
        mistakes=(39,),
    )
    def test_mean_of_loss_fn(self, student: Any, random: Random) -> None:
        """Take the mean of what loss_fn gives, and leave out losses that layers add."""
        task, penalty = Task.draw(random, MANY), float(random.uniform(0.5, 1))
        model = student.load(GIVEN).linear([task.kernel], penalty=penalty)
        loss = student.load(training_task.GIVEN).squared_errors
        came = measured(student, model, task.x, task.y, loss)
        error = task.x.astype("float64") @ task.kernel - task.y
        asked = [expected.norm(2 * task.x.T @ error / len(error))]
        assert_norms(came, asked, "a loss for each example, an L2 penalty in the layer")

    @pytest.mark.criterion(
        NAME,
        hint="Without training=True Dropout and BatchNorm behave as in prediction.",
        mistakes=(38,),
    )
    def test_training_mode(self, student: Any, random: Random) -> None:
        """Make the predictions with training=True."""
        kernel, given = np.full((1, 1), random.uniform(0.5, 2), "float32"), student.load(GIVEN)
        x, y = np.ones((4, 1)), np.zeros((4, 1))
        # Whatever they take for a norm: that of a layer that always sees doubled inputs.
        asked = measured_any(student, given.linear([kernel]), 2 * x, y)
        switching = student.load(training_task.GIVEN).switching(kernel)
        came = measured(student, switching, x, y)
        assert_norms(came, numbers(asked), "a layer that doubles its input in training")

    @pytest.mark.criterion(
        NAME,
        weight=2,
        hint="Restore what the call changes: BatchNorm's statistics, and what get_weights lacks.",
    )
    def test_leaves_no_trace(self, student: Any, random: Random) -> None:
        """Leave every variable as it was, so that a second call gives the same norms."""
        given = student.load(GIVEN)
        model, x, y = given.with_state(), random.normal(size=(16, 4)), random.normal(size=(16, 2))
        before = given.values(model)
        first, after = measured_any(student, model, x, y), given.values(model)
        for path, value in before.items():
            same = np.array_equal(as_array(value, path), as_array(after[path], path))
            assert same, f"{path}: expected no change by the call, got other values"
        for key, value in measured(student, model, x, y).items():
            asked = number(first[key], f"the norm of {key!r}")
            assert_number(value, asked, f"the norm of {key!r} in a second call", 1e-4)

    @pytest.mark.criterion(
        NAME,
        hint="Squares overflow or become 0 in float32: cast first. inf and NaN stay as they are.",
        needs=("norms_of_kernels",),
        mistakes=(16, 34),
    )
    def test_extreme_values(self, student: Any, random: Random) -> None:
        """Give norms from 1e-25 to 1e30 correctly, and also inf and NaN."""
        given = student.load(GIVEN)
        norms = 10 ** np.array([random.uniform(-25, -23), random.uniform(28, 30)])
        x = np.ones((4, 1))
        for asked in (norms, norms[::-1]):
            weights, target = chain_with_norms(asked)
            came = measured(student, given.chain(weights), x, np.full((4, 1), target))
            assert len(came) == len(asked), f"expected 2 norms, got {len(came)}"
            for value, wanted in zip(sorted(numbers(came)), sorted(asked), strict=True):
                what = f"norms {asked[0]:.4g} and {asked[1]:.4g}"
                assert_measured(value, wanted, what, tolerance=1e-3, floor=0.0)
        for bad in (np.inf, np.nan):
            came = measured(student, given.chain([1.0, 2.0]), x, np.full((4, 1), bad))
            assert_norms(came, [bad, bad], f"targets {bad}")

    @pytest.mark.criterion(
        NAME,
        hint="None counts as 0.0. IndexedSlices may repeat rows: tf.convert_to_tensor adds them.",
        mistakes=(13, 17),
    )
    def test_missing_and_sparse(self, student: Any, random: Random) -> None:
        """Give 0.0 for a kernel that does not affect the loss; make IndexedSlices dense."""
        # Six rows of a table of four: some come twice.
        rows, table = random.integers(4, size=(1, 6)), random.normal(size=(4, 1))
        y, table = random.normal(size=(1, 1)), table.astype("float32")
        given = student.load(GIVEN)
        # Whatever they take for a norm: that of a dense layer that gives and learns the same.
        counts = np.bincount(rows[0], minlength=4)[None].astype("float32")
        (asked,) = numbers(measured_any(student, given.linear([table]), counts, y))
        model = given.lookup(table)
        what = f"{given.kernel_paths(model)}, the loss depends on the second"
        assert_norms(measured(student, model, rows, y), [0.0, asked], what)
