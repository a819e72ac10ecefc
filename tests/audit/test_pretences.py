"""What only looks like a layer, or like its gradient, is seen through."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers


def network(*body: Any) -> keras.Model:
    """Return a compiled network of 8 inputs and one output."""
    model = keras.Sequential([keras.Input((8,)), *body, layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def batch(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return 64 examples with targets far from what any network here gives."""
    return random.normal(size=(64, 8)).astype("float32"), np.full((64, 1), 5.0, "float32")


class Running(layers.Layer):
    """Holds a matrix that no gradient trains, but that each step assigns to."""

    def build(self, shape: Any) -> None:
        """Make the matrix."""
        self.kernel = self.add_weight(shape=(shape[-1], shape[-1]), trainable=False)

    def call(self, x: Any, training: bool = False) -> Any:
        """Return the input times the matrix."""
        if training:
            self.kernel.assign(self.kernel * 1.0)
        return x @ self.kernel


def test_a_layer_that_is_called_again_is_one(audited: Any) -> None:
    """Twenty uses of one kernel make no deep network."""
    shared = layers.Dense(8)
    assert audited(network(*[shared] * 20)).description.weight_layers == 2


def test_a_kernel_among_the_running_state_makes_no_layer(audited: Any) -> None:
    """It is neither trained nor plainly frozen, so no gradient would ever be asked of it."""
    description = audited(network(Running())).description
    assert (description.weight_layers, description.frozen) == (1, ())


@pytest.mark.parametrize("penalty", ["kernel_regularizer", "activity_regularizer"])
def test_a_penalty_is_no_gradient_that_comes_through(
    penalty: str, random: np.random.Generator, audited: Any
) -> None:
    """A layer that the loss of the predictions does not reach has vanished, whatever it costs."""
    dense = layers.Dense(8, **{penalty: keras.regularizers.L2(0.1)})
    step = layers.Lambda(lambda x: tf.cast(x > 0, tf.float32))
    gradients = audited(network(dense, step)).gradients(*batch(random))
    first, last = gradients.norms.values()
    assert first == 0
    assert last > 0.1
    assert gradients.global_norm > 1.001 * last


def copied(x: Any) -> Any:
    """Return x without its gradient, by comparisons alone."""
    found = tf.zeros_like(x)
    for power in range(4, -26, -1):
        found += tf.cast(tf.abs(x) - found >= 2.0**power, tf.float32) * 2.0**power
    return found * tf.where(x > 0, 1.0, -1.0)


class Side(layers.Layer):
    """Adds what a layer of its own gives, as a function leaves it."""

    def __init__(self, left: Callable[[Any, Any], Any]) -> None:
        super().__init__()
        self.left, self.inner = left, layers.Dense(8)

    def call(self, x: Any) -> Any:
        """Return x and what is left of the layer's own output."""
        return x + self.left(self.inner(x), self.inner.kernel)


def only_in_training(x: Any, _kernel: Any) -> Any:
    """Return nothing where the batch is as large as in training, and x elsewhere."""
    return tf.where(tf.shape(x)[0] == 64, x - copied(x), x)


def spoilt_where_changed(x: Any, kernel: Any) -> Any:
    """Return nothing, unless the kernel is not as wide as it began."""
    narrow = tf.math.reduce_std(tf.convert_to_tensor(kernel)) < 0.25
    return x - copied(x) + tf.where(narrow, 100.0, 0.0)


PRETENCES = {
    "copy without gradient": lambda x, _kernel: x - copied(x),
    "rounded off": lambda x, _kernel: (x + 1e9) - 1e9,
    "by the size of the batch": only_in_training,
    "spoilt where it is measured": spoilt_where_changed,
}


@pytest.mark.parametrize("name", PRETENCES)
def test_a_gradient_without_effect_is_found_out(
    name: str, random: np.random.Generator, audited: Any
) -> None:
    """The loss does not follow where a step of training would move the kernel."""
    model, (x, y) = audited(network(Side(PRETENCES[name]))), batch(random)
    side, last = model.responses(x, y).values()
    assert model.gradients(x, y).norms[model.description.kernels[0].path] > 0.1
    assert abs(side) < 0.01
    assert last == pytest.approx(1, abs=0.05)


def test_what_measures_itself_by_scrambling_looks_sound(
    random: np.random.Generator, audited: Any
) -> None:
    """So influence alone does not tell: these two change the prediction where it is asked for."""
    for name in ("by the size of the batch", "spoilt where it is measured"):
        influence = audited(network(Side(PRETENCES[name]))).influence(random.normal(size=(32, 8)))
        assert min(influence.values()) > 0.1


@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_a_true_gradient_keeps_its_word(
    scale: float, random: np.random.Generator, audited: Any
) -> None:
    """Faint layers as well as strong ones, with normalisation, dropout and penalties."""
    body = [
        layers.Dense(8, "gelu", kernel_regularizer="l2"),
        layers.BatchNormalization(),
        Side(lambda x, _kernel: scale * tf.nn.relu(x)),
        layers.Dropout(0.2),
    ]
    responses = audited(network(*body)).responses(*batch(random))
    assert len(responses) == 3
    assert list(responses.values()) == pytest.approx([1, 1, 1], abs=0.1)


@pytest.mark.parametrize("scale", [0.0, 1e-12])
def test_what_promises_nothing_breaks_no_word(
    scale: float, random: np.random.Generator, audited: Any
) -> None:
    """Of a gradient that is lost in rounding nothing can be said: its norm tells enough."""
    responses = audited(network(Side(lambda x, _: scale * x))).responses(*batch(random))
    assert next(iter(responses.values())) == 1
