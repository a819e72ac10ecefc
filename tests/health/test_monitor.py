"""The callback measures what `fit` does, leaves it as it is, and tells what it saw."""

import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from autograder.health import Monitor, Trouble
from autograder.health.norms import norms

RATE = 0.1
ROWS = 256


@pytest.fixture
def data() -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and a target that a small network learns."""
    x = np.random.default_rng(0).normal(size=(ROWS, 4)).astype("float32")
    return x, np.tanh(x[:, :1]) + 0.5 * x[:, 1:2]


def network(*body: Any, optimizer: Any = None, **options: Any) -> keras.Model:
    """Return a compiled network with fixed initial weights."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), *body, layers.Dense(1)])
    model.compile(optimizer or keras.optimizers.SGD(RATE), "mse", **options)
    return model


def hidden(**more: Any) -> Any:
    """Return a layer of tanh units."""
    return layers.Dense(8, "tanh", **more)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"run_eagerly": True},
        {"jit_compile": True},
        {"optimizer": keras.optimizers.SGD(RATE, loss_scale_factor=1024.0)},
        {"optimizer": keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(RATE))},
    ],
    ids=["plain", "eagerly", "by XLA", "scaled", "scaled as in mixed precision"],
)
def test_series_are_those_of_descent(options: Any, data: Any) -> None:
    """Without momentum an update is the rate times the gradient, and the loss is the model's.

    This holds however Keras runs the step, and whatever it scales the loss by.
    """
    model, monitor = network(hidden(), **options), Monitor()
    before = float(model.evaluate(*data, ROWS, verbose=0))
    start = [float(np.linalg.norm(model.layers[n].kernel.numpy())) for n in (0, 1)]
    model.fit(*data, ROWS, 8, verbose=0, callbacks=[monitor])
    run = monitor.recording
    assert run.norms.shape == (8, 2)
    assert run.losses[0] == pytest.approx(before, rel=1e-5)
    assert run.weights is not None and run.updates is not None
    np.testing.assert_allclose(run.weights[0], start, rtol=1e-6)
    np.testing.assert_allclose(run.updates, RATE * run.norms, rtol=1e-3)
    assert run.layers == tuple(layer.kernel.path for layer in model.layers)


def test_kernels_of_many_shapes_keep_their_order(data: Any) -> None:
    """Kernels of equal shape are measured together, and told in the order of the layers."""
    model, monitor = network(hidden(), layers.Dense(4, "tanh"), hidden()), Monitor()
    start = [float(np.linalg.norm(layer.kernel.numpy())) for layer in model.layers]
    model.fit(*data, ROWS, 2, verbose=0, callbacks=[monitor])
    run = monitor.recording
    assert run.weights is not None and run.updates is not None
    np.testing.assert_allclose(run.weights[0], start, rtol=1e-6)
    np.testing.assert_allclose(run.updates, RATE * run.norms, rtol=1e-3)


class Witness(keras.callbacks.Callback):
    """Keeps the loss and the kernels as they were before each step."""

    def __init__(self, data: Any) -> None:
        super().__init__()
        self._data = data
        self.losses: list[float] = []
        self.sizes: list[list[float]] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Look at the model from outside."""
        outputs = self.model(self._data[0], training=False).numpy()
        self.losses.append(float(np.mean((outputs - self._data[1]) ** 2)))
        self.sizes.append([float(np.linalg.norm(each.kernel)) for each in self.model.layers])


def test_norms_of_a_long_training_are_measured_at_some_steps(data: Any) -> None:
    """Each of the first 32 and then one in 17; the loss is that of each step; others hold."""
    model, monitor, witness = network(hidden()), Monitor(), Witness(data)
    model.fit(*data, ROWS, 60, verbose=0, callbacks=[witness, monitor])
    run = monitor.recording
    measured = [*range(32), 34, 51]
    assert list(run.measured) == measured
    np.testing.assert_allclose(run.losses, witness.losses, rtol=1e-4)
    assert run.weights is not None and run.updates is not None
    np.testing.assert_allclose(run.weights[measured], np.array(witness.sizes)[measured], rtol=1e-6)
    np.testing.assert_allclose(run.updates, RATE * run.norms, rtol=1e-3)
    assert (run.norms[34:51] == run.norms[34]).all()
    assert "norms at 26 of 60 logged steps" in monitor.report()


def test_training_is_the_same_with_and_without(data: Any) -> None:
    """Whoever is watched does not behave differently, and is left as before."""
    plain, watched = network(hidden()), network(hidden())
    plain.fit(*data, 64, 10, verbose=0, shuffle=False)
    watched.fit(*data, 64, 10, verbose=0, shuffle=False, callbacks=[Monitor()])
    for ours, theirs in zip(watched.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    assert "compute_loss" not in vars(watched)
    assert "apply" not in vars(watched.optimizer)


def test_clipping_and_penalties_are_seen_through(data: Any) -> None:
    """Norms are those before clipping, losses those without L2."""
    body = hidden(kernel_regularizer=keras.regularizers.L2(10.0))
    model = network(body, optimizer=keras.optimizers.SGD(RATE, global_clipnorm=1e-3))
    monitor = Monitor()
    error = float(np.mean((model.predict(data[0], verbose=0) - data[1]) ** 2))
    model.fit(*data, ROWS, 1, verbose=0, callbacks=[monitor])
    run = monitor.recording
    assert run.updates is not None
    assert run.losses[0] == pytest.approx(error, rel=1e-4)
    assert run.context.penalties[0] > 10
    assert run.norms[0].max() > 1
    assert run.updates[0].max() < 2 * RATE * 1e-3


def test_a_second_training_is_recorded_afresh(data: Any) -> None:
    """Validation does not count as steps, nor does what came before."""
    model, monitor = network(hidden()), Monitor()
    for epochs in (3, 2):
        model.fit(*data, 64, epochs, verbose=0, validation_data=data, callbacks=[monitor])
        assert monitor.recording.steps == 4 * epochs


def test_a_step_is_traced_once(data: Any) -> None:
    """Neither a second training with the monitor nor one without it afterwards traces anew."""
    traced = []

    def activation(z: Any) -> Any:
        traced.append(z)
        return keras.ops.tanh(z)

    model, monitor = network(layers.Dense(8, activation)), Monitor()
    model.fit(*data, 64, verbose=0)
    model.fit(*data, 64, verbose=0, callbacks=[monitor])
    before = len(traced)
    model.fit(*data, 64, verbose=0, callbacks=[monitor])
    model.fit(*data, 64, verbose=0)
    assert len(traced) == before
    assert monitor.recording.steps == 4


def test_a_model_that_is_compiled_anew_is_measured_as_it_is_now(data: Any) -> None:
    """Nothing is kept of the optimizer before, nor where a training was interrupted."""
    model, monitor = network(hidden()), Monitor()
    model.fit(*data, ROWS, verbose=0, callbacks=[monitor])
    stop = keras.callbacks.LambdaCallback(on_train_batch_end=interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*data, ROWS, verbose=0, callbacks=[monitor, stop])
    model.compile(keras.optimizers.SGD(RATE / 10), "mse")
    model.fit(*data, ROWS, 2, verbose=0, callbacks=[monitor])
    run = monitor.recording
    assert run.updates is not None
    np.testing.assert_allclose(run.updates, RATE / 10 * run.norms, rtol=1e-3)


def interrupted(batch: int, logs: Any) -> None:
    """Do what the button of a notebook does."""
    raise KeyboardInterrupt


def test_biases_of_rank_two_are_no_kernels(data: Any) -> None:
    """Attention has some, and their gradients are next to zero by nature."""
    x = data[0][:, :, None]
    inputs = keras.Input((4, 1))
    attended = layers.MultiHeadAttention(2, 2)(inputs, inputs)
    model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(attended)))
    model.compile("sgd", "mse")
    monitor = Monitor()
    model.fit(x, data[1], 64, 2, verbose=0, callbacks=[monitor])
    assert len(monitor.recording.layers) == 5


def test_a_healthy_network_is_told_so(data: Any) -> None:
    """With a probe, and in few steps, everything is examined."""
    model, monitor = network(hidden()), Monitor(data)
    model.fit(*data, 32, 4, verbose=0, callbacks=[monitor])
    assert monitor.report() == "healthy"
    assert monitor.recording.context.baseline == pytest.approx(np.var(data[1]), rel=1e-5)


@pytest.mark.parametrize("activation", ["relu", "gelu", "elu", "sigmoid", "maximum"])
def test_units_without_slope_are_dead(activation: str, data: Any) -> None:
    """It is the slope that tells, not the name of an operation."""
    function = (lambda z: keras.ops.maximum(z, 0.0)) if activation == "maximum" else activation
    low = keras.initializers.Constant(-50.0)
    model, monitor = network(layers.Dense(8, function, bias_initializer=low)), Monitor(data)
    model.fit(*data, 64, 3, verbose=0, callbacks=[monitor])
    (found,) = [each for each in monitor.diagnose().findings if each.trouble == Trouble.DEAD]
    assert found.layers == (model.layers[0].kernel.path,)


def test_the_report_says_where_since_when_and_what_helps(data: Any) -> None:
    """A training that broke down is told with its step; the figure can be drawn all the same."""
    monitor = Monitor(data)
    model = network(layers.Dense(8, "relu"), optimizer=keras.optimizers.SGD(1e6))
    model.fit(*data, 64, 5, verbose=0, callbacks=[monitor])
    words = monitor.report()
    assert words.startswith("sick: exploding, non-finite")
    assert "what helps: look at the data" in words
    assert len(monitor.plot().axes) == 4


def test_misuse_is_told(data: Any) -> None:
    """A probe that is too small and a monitor without a training each get an answer."""
    with pytest.raises(ValueError, match="255 samples"):
        Monitor((data[0][1:], data[1][1:]))
    with pytest.raises(ValueError, match="nothing was recorded"):
        Monitor().report()


@pytest.mark.parametrize("size", [1e-30, 1e-20, 1e-3, 1.0, 1e10, 1e20, 1e30, np.inf, np.nan])
def test_norms_of_any_size_are_right(size: float) -> None:
    """Squares that leave the range of float32 do not matter, nor what lies beside them."""
    random = np.random.default_rng(0)
    tensors = [np.float32(size) * random.normal(size=(64, 64)).astype("float32"), np.ones((3, 2))]
    expected = [np.linalg.norm(each.astype(np.float64)) for each in tensors]
    found = norms([tf.constant(each, tf.float32) for each in tensors])
    np.testing.assert_allclose(found, expected, rtol=1e-6)
