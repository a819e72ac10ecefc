"""Networks in NumPy do what Keras does, alone or side by side."""

from collections.abc import Callable
from typing import Any

import gradient_lab  # noqa: F401 - before TensorFlow, as in the notebooks
import keras
import numpy as np
import pytest
import tensorflow as tf
from gradient_lab import data, networks, schedules
from gradient_lab.recorder import record_chain, record_flow
from gradient_lab.side_by_side.layers import Activation, Dense, Dropout, Fork, Join, Normalisation
from gradient_lab.side_by_side.networks import Networks, scores
from gradient_lab.side_by_side.training import step, taken_over, updater
from gradient_lab.training import learn, learn_chain

OPTIMIZERS: dict[str, Callable[[], keras.optimizers.Optimizer]] = {
    "SGD": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
    "Adam": lambda: keras.optimizers.Adam(0.01),
    "clipped": lambda: keras.optimizers.Adam(0.01, global_clipnorm=0.1),
}


@pytest.fixture(scope="module")
def split() -> data.Split:
    """Two classes, twenty features."""
    return data.two_classes()


def chain(optimizer: str = "SGD") -> keras.Sequential:
    """Build a chain with every layer that is taken over, but no chance."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((20,)),
            layers.Dense(16, "sigmoid"),
            layers.Dense(16),
            layers.BatchNormalization(momentum=0.9),
            layers.Activation("relu"),
            layers.Dropout(0.0),
            layers.Dense(1, "sigmoid"),
        ]
    )
    model.compile(OPTIMIZERS[optimizer](), "binary_crossentropy", metrics=["accuracy"])
    return model


def assert_close(came: Any, expected: object) -> None:
    """Compare numbers that were rounded on different ways."""
    np.testing.assert_allclose(came, np.asarray(expected), rtol=2e-3, atol=2e-5)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_training_is_that_of_keras(optimizer: str, split: data.Split) -> None:
    """After some steps both predict the same, in training and by the moving statistics."""
    model = chain(optimizer)
    network, update = taken_over(model), updater(model.optimizer)
    for rows in np.split(np.arange(320), 5):
        x, y = split.x_train[rows], split.y_train[rows]
        loss, accuracy = scores(y, step(network, update, x, y))[:, 0]
        logs = model.train_on_batch(x, y, return_dict=True)
        model.reset_metrics()
        assert_close(loss, logs["loss"])
        assert accuracy == pytest.approx(float(logs["accuracy"]), abs=0.02)  # one may be at 0.5
    assert_close(network(split.x_test)[0], model(split.x_test))


def test_networks_side_by_side_do_not_disturb_each_other(split: data.Split) -> None:
    """Each of two goes the way that it goes alone."""
    models = [chain("clipped"), chain("clipped")]
    models[1].set_weights([0.5 * weight for weight in models[0].get_weights()])
    x, y = split.x_train[:64], split.y_train[:64]
    both, together = taken_over(*models), updater(models[0].optimizer)
    alone = [(taken_over(model), updater(model.optimizer)) for model in models]
    for _ in range(3):
        step(both, together, x, y)
        for network, update in alone:
            step(network, update, x, y)
    assert_close(both(x), np.concatenate([network(x) for network, _ in alone]))


def test_identity_path_and_normalisation_go_back_as_the_tape_does() -> None:
    """The gradient of x + relu(normalised(x @ kernel)) is that of automatic differentiation."""
    random = np.random.default_rng(0)
    kernels = [random.normal(size=shape).astype("float32") for shape in ((6, 6), (6, 3))]
    x, y = random.normal(size=(8, 6)).astype("float32"), random.integers(3, size=8)
    fork = Fork()
    branch = [Dense(kernels[0][np.newaxis]), Normalisation(axis=2), Activation("relu")]
    output = [Dense(kernels[1][np.newaxis]), Activation("softmax")]
    network = Networks([fork, *branch, Join(fork), *output])
    network.go_back(x, y)
    variables = [tf.Variable(kernel) for kernel in kernels]
    with tf.GradientTape() as tape:
        normal = keras.layers.LayerNormalization(center=False, scale=False)(x @ variables[0])
        logits = (x + tf.nn.relu(normal)) @ variables[1]
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(loss)
    expected = [np.ravel(gradient) for gradient in tape.gradient(loss, variables)]
    assert_close(network.gradients[0], np.concatenate(expected))


def test_dropout_works_in_training_alone() -> None:
    """A fifth of the entries is lost, going forward and back; the mean stays."""
    layer, ones = Dropout(0.2, np.random.default_rng(0)), np.ones((1, 100, 100), "float32")
    assert np.array_equal(layer.forward(ones, training=False), ones)
    came = layer.forward(ones, training=True)
    assert np.mean(came == 0) == pytest.approx(0.2, abs=0.02)
    assert np.mean(came) == pytest.approx(1.0, abs=0.02)
    assert np.array_equal(layer.back(ones), came)


def test_flow_of_a_chain_is_that_of_keras() -> None:
    """Norms by layer and step agree, down to layers that have vanished."""
    digits = data.digits()
    batch = digits.x_train[:32], digits.y_train[:32]
    keras.utils.set_random_seed(0)
    model = networks.plain_network((64,), 10, depth=8)
    mine, theirs = record_chain(model, *batch, steps=3), record_flow(model, *batch, steps=3)
    assert mine.layers == theirs.layers
    assert mine.norms.min() < 1e-4
    np.testing.assert_allclose(mine.norms, theirs.norms, rtol=2e-3)


def test_chain_learns_as_keras_has_it_learn() -> None:
    """The same batches give the same losses and accuracies."""
    keras.utils.set_random_seed(0)
    model = networks.plain_network((64,), 10, depth=3)
    mine, theirs = learn_chain(model, data.digits(), 2), learn(model, data.digits(), 2)
    assert mine.keys() == theirs.keys()
    for name, value in mine.items():
        np.testing.assert_allclose(value, theirs[name], atol=0.01)


def test_plans_are_followed_side_by_side_and_each_alone(split: data.Split) -> None:
    """Two plans at once end where each ends alone; a rate of zero learns nothing."""
    steps = schedules.steps(split, epochs=2)
    rates = {"none": [0.0] * steps, "falling": np.linspace(0.2, 0.0, steps).tolist()}
    losses = schedules.follow(rates, split, epochs=2)
    for name, rate in rates.items():
        assert_close(losses[name], schedules.follow({name: rate}, split, epochs=2)[name])
    assert losses["none"][0] == pytest.approx(losses["none"][1], rel=1e-3)
    assert losses["falling"][1] < 0.9 * losses["falling"][0]
