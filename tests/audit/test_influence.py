"""How much each layer has to do with what a network predicts."""

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers


def network(*body: layers.Layer) -> keras.Model:
    """Return a compiled network of 8 inputs."""
    model = keras.Sequential([keras.Input((8,)), *body])
    model.compile("sgd", "mse")
    return model


class Side(layers.Layer):
    """Adds what a layer gives, after `cut` has taken its size away."""

    def __init__(self, cut: Any) -> None:
        super().__init__()
        self.cut, self.inner = cut, layers.Dense(8)

    def call(self, x: Any) -> Any:
        """Return x and what is left."""
        return x + self.cut(self.inner(x))


@pytest.mark.parametrize(
    ("cut", "least", "most"),
    [
        (lambda x: x, 0.1, 10),
        (lambda x: keras.ops.mod(x, 1e-6), 0, 1e-5),
        (lambda x: (x + 1e9) - 1e9, 0, 0),
    ],
)
def test_layer_whose_share_is_cut_off_has_no_influence(
    cut: Any, least: float, most: float, random: np.random.Generator, audited: Any
) -> None:
    """It has a gradient like any other, but the predictions stay when it is scrambled."""
    model, x = audited(network(Side(cut), layers.Dense(1))), random.normal(size=(64, 8))
    norms = model.gradients(x, np.ones((64, 1))).norms
    influence = model.influence(x)
    assert list(influence) == list(norms)
    side, last = influence.values()
    assert least <= side <= most
    assert last > 0.1
    assert min(norms.values()) > 0.01


def test_single_and_equal_entries_have_influence(random: np.random.Generator, audited: Any) -> None:
    """A kernel of one entry, or of ones only, is changed as well; its scale divided out or not."""
    ones = layers.Dense(8, kernel_initializer="ones")
    model = network(ones, layers.Dense(1, use_bias=False), layers.UnitNormalization())
    influence = audited(model).influence(random.normal(size=(64, 8)))
    assert min(influence.values()) > 0.1


def test_influence_is_that_of_the_weights_given(random: np.random.Generator, audited: Any) -> None:
    """Of trained weights rather than of the exported ones, where they are given."""
    model, x = network(layers.Dense(1, use_bias=False)), random.normal(size=(16, 8))
    measured = audited(model)
    kernel = np.full((8, 1), 2.0, "float32")
    assert measured.influence(x, weights=[kernel])[measured.description.kernels[0].path] == (
        pytest.approx(3 * np.abs(x.astype("float32").sum(axis=1)).max(), rel=1e-4)
    )
