"""The auditor's process: several models at once, deadlines, and its death."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from tensorflow.python.framework import op_def_registry

from autograder.adapters.keras.export import export_model, initial_weights, operations
from autograder.audit.auditor import Auditor
from autograder.errors import AuditorFailed, ModelRefused, StudentTimeout
from autograder.limits import Limits
from autograder.sandbox.process import Process


def compiled(*body: Any, shape: tuple[int | None, ...] = (8,)) -> keras.Model:
    """Return a compiled stack."""
    model = keras.Sequential([keras.Input(shape), *body])
    model.compile("sgd", "mse")
    return model


class Endless(layers.Layer):
    """Never comes back."""

    def call(self, x: Any) -> Any:
        """Loop without end."""
        return tf.while_loop(lambda _: True, lambda value: (value + 1.0,), (x,))[0]


def test_an_endless_graph_ends_with_the_deadline(spawn: Callable[[], Process]) -> None:
    """A loop that is compiled into the graph cannot hold the grading up."""
    with Auditor(spawn, Limits(audit_seconds=3.0)) as auditor:
        model = auditor.load(export_model(compiled(layers.Dense(8), Endless())))
        process = auditor.process
        with pytest.raises(StudentTimeout):
            model.predict(np.zeros((1, 8), "float32"))
        assert not process.alive


def test_an_endless_model_costs_no_other_model(spawn: Callable[[], Process]) -> None:
    """What shared its process goes on in the next one; the endless one stays late, at once."""
    x = np.ones((3, 8), "float32")
    with Auditor(spawn, Limits(audit_seconds=8.0)) as auditor:
        honest = auditor.load(export_model(compiled(layers.Dense(8))))
        endless = auditor.load(export_model(compiled(layers.Dense(8), Endless())))
        before = honest.predict(x)
        with pytest.raises(StudentTimeout):
            endless.predict(x)
        np.testing.assert_array_equal(honest.predict(x), before)
        process = auditor.process
        with pytest.raises(StudentTimeout):
            endless.predict(x)
        assert auditor.process is process


def test_model_that_crashes_every_process_is_at_fault(spawn: Callable[[], Process]) -> None:
    """What TensorFlow cannot bear twice is refused for good, and the others are measured."""

    class Crash(layers.Layer):
        def call(self, x: Any) -> Any:
            huge = tf.fill([12000, 12000], 1.0 + tf.reduce_sum(x))
            return x + 0.0 * tf.reduce_sum(tf.linalg.svd(huge, compute_uv=False))

    x = np.ones((3, 8), "float32")
    with Auditor(spawn) as auditor:
        honest = auditor.load(export_model(compiled(layers.Dense(8))))
        crashing = auditor.load(export_model(compiled(layers.Dense(8), Crash())))
        for _ in range(2):
            with pytest.raises(ModelRefused, match="crashes"):
                crashing.predict(x)
        assert honest.predict(x).shape == (3, 8)


def test_data_nested_beyond_reason_are_refused(auditor: Auditor) -> None:
    """They could come here and not go on to the auditor, which is no fault of ours."""
    nested: Any = "name"
    for _ in range(27):
        nested = [nested]
    exported = export_model(compiled(layers.Dense(8)))
    with pytest.raises(ModelRefused, match="did not arrive as data"):
        auditor.load({**exported, "optimizer": {"class_name": "SGD", "config": {"name": nested}}})


def test_a_dead_auditor_is_our_fault(spawn: Callable[[], Process]) -> None:
    """A process that is gone is never counted against the student."""

    def gone() -> Process:
        process = spawn()
        process.close()
        return process

    with Auditor(gone) as auditor, pytest.raises(AuditorFailed, match="stopped"):
        auditor.load({})


def test_functions_of_two_models_do_not_mix(audited: Any, random: np.random.Generator) -> None:
    """Two models whose loops have the same name in their own processes keep their own."""
    exports = []
    x = random.normal(size=(4, 6, 2)).astype("float32")
    for activation in ("tanh", "relu"):
        keras.utils.set_random_seed(1)
        keras.backend.clear_session()
        recurrent = layers.SimpleRNN(3, activation=activation)
        exports.append(compiled(recurrent, shape=(6, 2)))
    expected = [model.predict(x, verbose=0) for model in exports]
    measured = [audited(model) for model in exports]
    for model, prediction in zip(measured, expected, strict=True):
        np.testing.assert_allclose(model.predict(x), prediction, atol=1e-6)
    assert not np.allclose(expected[0], expected[1])


def test_subclassed_model_with_captured_constant(audited: Any) -> None:
    """A model that was built by a call, and holds a plain tensor, crosses as well."""

    class Shifted(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.shift = tf.range(1000, dtype=tf.float32)
            self.dense = layers.Dense(1000)

        def call(self, x: Any) -> Any:
            return self.dense(x) + self.shift

    model = Shifted()
    x = np.ones((2, 4), "float32")
    expected = model(x)
    model.compile("adam", "mse")
    np.testing.assert_allclose(audited(model).predict(x), expected, rtol=1e-6)


def test_custom_gradients_stay_behind(audited: Any) -> None:
    """A gradient that is not the operations' own counts for nothing."""

    @tf.custom_gradient
    def boosted(x: Any) -> Any:
        return tf.identity(x), lambda upstream: 1000.0 * upstream

    class Boosted(layers.Layer):
        def call(self, x: Any) -> Any:
            return boosted(x)

    x, y = np.ones((2, 8), "float32"), np.zeros((2, 8), "float32")
    keras.utils.set_random_seed(1)
    plain = audited(compiled(layers.Dense(8))).gradients(x, y)
    keras.utils.set_random_seed(1)
    forged = audited(compiled(layers.Dense(8), Boosted())).gradients(x, y)
    assert list(forged.norms.values()) == pytest.approx(list(plain.norms.values()))


def test_allowed_operations_exist_and_have_no_effects() -> None:
    """No name is misspelt, and those marked as stateful only call, assert or choose."""
    definitions = {name: op_def_registry.get(name) for name in operations.PURE}
    assert None not in definitions.values()
    stateful = {name for name, definition in definitions.items() if definition.is_stateful}
    calls = {"Case", "If", "PartitionedCall", "StatefulPartitionedCall", "While"}
    assert stateful <= calls | {"Assert", "StatelessRandomGetAlg"}


def test_a_weight_of_one_number_may_come_as_such(audited: Any) -> None:
    """What NumPy computes from an array without axes is a number, and a weight all the same."""

    class Gain(layers.Layer):
        def build(self, shape: Any) -> None:
            self.gain = self.add_weight(shape=(), initializer="ones")

        def call(self, x: Any) -> Any:
            return self.gain * x

    model = keras.Sequential([keras.Input((8,)), Gain()])
    model.compile("sgd", "mse")
    x = np.ones((2, 8), "float32")
    predicted = audited(model).predict(x, weights=[0.5 * initial_weights(model)[0]])
    np.testing.assert_array_equal(predicted, 0.5 * x)
