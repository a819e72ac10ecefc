"""What only looks like a layer is seen through."""

from typing import Any

import keras
from keras import layers


def network(*body: Any) -> keras.Model:
    """Return a compiled network of 8 inputs and one output."""
    model = keras.Sequential([keras.Input((8,)), *body, layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


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
