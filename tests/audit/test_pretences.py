"""What only looks like a layer, or like its gradient, is seen through."""

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
