"""What the helper package measures and trains, held to what is known by other means."""

import math
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import gradient_lab  # noqa: F401 - before TensorFlow, as in the notebooks
import keras
import numpy as np
import pytest
import tensorflow as tf
from gradient_lab import (
    attention,
    chain,
    data,
    guide,
    lsuv,
    networks,
    remedies,
    schedules,
    training,
)
from gradient_lab.recorder import record_flow
from week5_files import SOURCE

BINARY = keras.losses.binary_crossentropy


@pytest.fixture(scope="module")
def split() -> data.Split:
    """Two classes, ten features."""
    return data.two_classes(features=10)


def pre_activations(model: keras.Sequential, x: np.ndarray) -> list[np.ndarray]:
    """Walk forward through a chain of Dense layers in NumPy."""
    found = []
    for layer in model.layers:
        kernel, bias = layer.get_weights()
        found.append(x @ kernel + bias)
        x = np.asarray(layer.activation(found[-1]))
    return found


def test_chain_by_hand_gives_the_gradients_of_the_tape(split: data.Split) -> None:
    """Errors and kernel gradients found layer by layer are those of automatic differentiation."""
    model = networks.deep_network("tanh", depth=4)
    x, y = split.x_train[:50], split.y_train[:50]
    flow = chain.flow_back(model, x, y, BINARY)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(BINARY(y, model(x)))
    kernels = [layer.kernel for layer in model.layers]
    for mine, right in zip(flow.kernel_gradients, tape.gradient(loss, kernels), strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-3, atol=1e-7)
    last = (np.asarray(model(x)) - y) / len(y)  # of binary cross-entropy behind a sigmoid
    assert flow.errors[-1] == pytest.approx(np.linalg.norm(last), rel=1e-3)


def test_measured_slopes_and_variances_are_those_of_the_activation(split: data.Split) -> None:
    """Slopes are the root mean square of s(1 - s), variances those of what enters it."""
    model = networks.deep_network("sigmoid", depth=3)
    flow = chain.flow_back(model, split.x_train, split.y_train, BINARY)
    sums = pre_activations(model, split.x_train)
    outputs = [1 / (1 + np.exp(-one)) for one in sums]
    slopes = [np.sqrt(np.mean((out * (1 - out)) ** 2)) for out in outputs]
    np.testing.assert_allclose(flow.slopes, slopes, rtol=1e-4)
    np.testing.assert_allclose(flow.variances, [np.var(one) for one in sums], rtol=1e-4)


def test_deep_networks_differ_in_nothing_but_the_activation() -> None:
    """The same seed gives the same weights under any activation, scaled if asked."""
    one, other = networks.deep_network("sigmoid"), networks.deep_network("relu")
    small = networks.deep_network("relu", scale=0.1)
    for a, b, c in zip(one.get_weights(), other.get_weights(), small.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_allclose(c, 0.1 * a, rtol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("features", [10, 20])
def test_lsuv_gives_every_layer_unit_variance(activation: str, features: int) -> None:
    """After LSUV the variance of each layer's pre-activations is within 0.1 of 1."""
    x = data.two_classes(features).x_train[:256]
    widths = [64] * 19 + [1]
    layers = [keras.layers.Dense(width, activation) for width in widths]
    model = keras.Sequential([keras.Input((features,)), *layers])
    lsuv.lsuv(model, x)
    variances = [np.var(one) for one in pre_activations(model, x)]
    assert np.abs(np.array(variances) - 1).max() < 0.1


def test_lsuv_draws_each_kernel_on_its_own() -> None:
    """No two layers of one shape get the same kernel, and all are orthogonal up to a factor."""
    model = networks.deep_network("relu", depth=4)
    lsuv.lsuv(model, data.two_classes(10).x_train)
    _, one, other, _ = (layer.kernel.numpy() for layer in model.layers)
    assert not np.allclose(one / np.linalg.norm(one), other / np.linalg.norm(other))
    square = one.T @ one
    np.testing.assert_allclose(square, square[0, 0] * np.eye(64), atol=1e-3 * square[0, 0])


def test_two_classes_can_be_learned_and_fit_one_sigmoid_unit(split: data.Split) -> None:
    """Labels are a column of zeros and ones, halves, and a straight line tells many apart."""
    assert split.y_train.shape == (800, 1) and split.y_test.shape == (200, 1)
    assert set(split.y_train.ravel()) == {0.0, 1.0} and abs(split.y_test.mean() - 0.5) < 0.02
    slopes, *_ = np.linalg.lstsq(split.x_train, split.y_train - 0.5, rcond=None)
    assert np.mean((split.x_test @ slopes > 0) == split.y_test) > 0.7


def learner(rate: float = 0.1, **settings: Any) -> keras.Model:
    """Build a small network for the digits that gets its weights with its first batch."""
    model = keras.Sequential([keras.layers.Dense(16, "relu"), keras.layers.Dense(10, "softmax")])
    optimizer = keras.optimizers.SGD(rate, loss_scale_factor=8.0)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], **settings)
    return model


def test_what_is_seen_while_learning_is_the_mean_over_the_batches() -> None:
    """With a learning rate of zero it is the loss and the accuracy on everything."""
    digits, model = data.digits(), learner(rate=0.0)
    seen = training.learn(model, digits, epochs=2)
    right = model.evaluate(digits.x_train, digits.y_train, verbose=0)
    for values, value in zip((seen["loss"], seen["accuracy"]), right, strict=True):
        assert values == pytest.approx([value] * 2, abs=0.01)
    tested = model.evaluate(digits.x_test, digits.y_test, verbose=0)
    assert seen["test_accuracy"] == pytest.approx(tested[1])


def test_learning_is_that_of_fit() -> None:
    """On the same batches, weights end where `fit` brings them; TensorFlow is left as it was."""
    digits = data.digits()
    small = data.Split(*(values[:64] for values in vars(digits).values()))
    model, other = learner(), learner()
    other(small.x_train)
    model(small.x_train)
    model.set_weights(other.get_weights())
    options = tf.config.optimizer.get_experimental_options()
    training.learn(model, small, epochs=3)
    assert tf.config.optimizer.get_experimental_options().items() >= options.items()
    assert not tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer")
    other.fit(small.x_train, small.y_train, batch_size=64, epochs=3, verbose=0)
    for mine, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)


def test_model_that_is_to_run_eagerly_does() -> None:
    """Whoever looks at values while a network trains sees them."""
    seen = []

    class Watched(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            seen.append(x)
            return x

    model = keras.Sequential([Watched(), keras.layers.Dense(10, "softmax")])
    loss = "sparse_categorical_crossentropy"
    model.compile("sgd", loss, metrics=["accuracy"], run_eagerly=True)
    training.learn(model, data.digits(), epochs=1)
    assert len(seen) > 20
    assert all(hasattr(x, "numpy") for x in seen[-20:])


def test_remedies_are_four_networks_of_one_width_and_depth() -> None:
    """All four have kernels of the same shapes; only the sick one has sigmoids inside."""
    models = remedies.networks()
    shapes = [
        [weight.shape for weight in model.trainable_weights if len(weight.shape) == 2]
        for model in models.values()
    ]
    assert len(models) == 4 and all(one == shapes[0] for one in shapes)
    clipped = [model.optimizer.global_clipnorm is not None for model in models.values()]
    assert clipped == [False, False, False, True]


def test_outcome_counts_what_was_trained() -> None:
    """The history has an entry for each epoch; losses and accuracy are finite numbers."""
    outcome = remedies.train(remedies.networks()["ReLU + He"], data.two_classes(), epochs=3)
    assert [len(outcome.history[name]) for name in ("loss", "val_loss")] == [3, 3]
    assert np.isfinite([outcome.train_loss, outcome.test_loss]).all() and outcome.seconds > 0
    assert 0.5 < outcome.test_accuracy <= 1


def test_schedules_start_high_and_end_low(split: data.Split) -> None:
    """No plan exceeds the rate asked; all but the constant one end below a tenth of it."""
    steps = schedules.steps(split, epochs=10)
    plans = schedules.plans(steps, rate=0.5)
    for name, rates in schedules.rates(plans, steps).items():
        right = [float(plans[name](step)) for step in range(steps)]
        assert rates == pytest.approx(right, rel=1e-4)
        assert max(rates) == pytest.approx(0.5, rel=0.02), name
        assert (rates[-1] < 0.05) != (name == "constant"), name


def test_attention_reaches_far_where_recurrence_does_not() -> None:
    """Forty positions back the recurrent layer's gradient is gone and attention's is not."""
    norms = attention.reach()
    recurrent, direct = norms["recurrent layer"], norms["attention"]
    assert len(recurrent) == len(direct) == 40
    assert recurrent[-1] < 1e-4 * recurrent[0]
    assert direct[-1] > 0.1 * np.median(direct)


def accuracies(trials: Sequence[guide.Trial]) -> list[float]:
    """Return the accuracies of some trials."""
    return [trial.accuracy for trial in trials]


def test_guide_measures_that_the_identity_path_cures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain patient learns nothing, with an identity path it does, without it it is plain."""
    monkeypatch.setattr(guide, "REMEDIES", {"identity path": ""})
    measured = guide.measure(data.digits(), seeds=(0, 1))
    assert max(accuracies(measured.plain)) < 0.2 and measured.plain[0].first_norm < 1e-6
    assert min(accuracies(measured.complete)) > 0.8
    alone, without = measured.alone["identity path"], measured.without["identity path"]
    assert accuracies(alone) == pytest.approx(accuracies(measured.complete), abs=0.05)
    assert accuracies(without) == pytest.approx(accuracies(measured.plain), abs=0.05)


def test_import_leaves_no_garbage_to_look_for() -> None:
    """What came with TensorFlow is not searched again; what comes later is."""
    code = "import gc, gradient_lab; print(gc.isenabled(), gc.get_freeze_count())"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=SOURCE, check=True, capture_output=True, text=True)
    enabled, frozen = run.stdout.split()
    assert enabled == "True" and int(frozen) > 100_000


def test_variables_become_arrays_without_a_warning() -> None:
    """Nobody is warned of an argument that TensorFlow's variables lack."""
    code = "import gradient_lab, keras, numpy; numpy.array(keras.Variable([1.0]))"
    command = [sys.executable, "-W", "default", "-c", code]
    run = subprocess.run(command, cwd=SOURCE, check=True, capture_output=True, text=True)
    assert "Warning" not in run.stderr


def test_predicted_decay_is_the_known_constant() -> None:
    """Quadrature gives the factor that wide Glorot sigmoid networks are known for."""
    assert networks.sigmoid_decay_per_layer() == pytest.approx(0.2361, abs=1e-4)


def test_recorder_sees_true_norms_and_leaves_the_model_trainable() -> None:
    """On y = w x with loss w^2 the recorded norms are those done by hand; fit works afterwards."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.ones((1, 1))])
    model.compile(keras.optimizers.SGD(0.1), "mean_squared_error")
    x, y = np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")
    flow = record_flow(model, x, y, steps=3)
    np.testing.assert_allclose(flow.norms, [[2.0, 1.6, 1.28]], rtol=1e-5)
    assert flow.layers == [model.trainable_variables[0].path]
    assert model.run_eagerly is False
    model.fit(x, y, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], [[0.4096]], rtol=1e-5)


def test_data_are_the_same_each_time_and_cover_all_classes() -> None:
    """Data come from their own seeds: the same at each call, every digit in train and test."""
    one, again = data.digits(), data.digits()
    np.testing.assert_array_equal(one.x_test, again.x_test)
    assert one.x_train.shape == (1347, 64) and one.x_train.dtype == np.float32
    assert set(one.y_train) == set(one.y_test) == set(range(10))
    norms = [float(tf.linalg.global_norm(step)) for step in data.simulated_run()]
    assert sum(not math.isfinite(norm) for norm in norms) == 2
