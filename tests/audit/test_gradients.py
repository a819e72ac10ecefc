"""Measured gradient norms against the formulas that the theory gives."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from autograder.audit.report import GradientNorms

WIDTH = 256


def chain(depth: int, width: int = WIDTH, **dense: Any) -> list[layers.Layer]:
    """Return equal Dense layers."""
    return [layers.Dense(width, **dense) for _ in range(depth)]


def network(*body: layers.Layer, width: int = WIDTH) -> keras.Model:
    """Return a network compiled with the mean absolute error.

    Against a target far above, its gradient at every one of n outputs is -1/n, so the norm at
    the output of one sample is 1/√n.
    """
    model = keras.Sequential([keras.Input((width,)), *body])
    model.compile(keras.optimizers.SGD(), "mae")
    return model


def measure(audited: Any, model: keras.Model, x: np.ndarray) -> GradientNorms:
    """Return the norms for a target that lies above every output."""
    gradients: GradientNorms = audited(model).gradients(x, np.full((len(x), x.shape[1]), 1e6))
    return gradients


def ends(gradients: GradientNorms) -> float:
    """Return the first norm over the last."""
    norms = list(gradients.norms.values())
    return norms[0] / norms[-1]


def within_factor_3(measured: float, expected: float) -> bool:
    """Tell whether a single sample agrees with an average over many networks."""
    return expected / 3 < measured < expected * 3


@pytest.mark.parametrize("weight", [0.5, 1.0, 2.0])
def test_sigmoid_chain_exactly(weight: float, audited: Any) -> None:
    """Width 1, bias -w/2, input 0.5: the first norm over the last is (w/4)^(L-1) to the bit."""
    model = network(*chain(12, 1, activation="sigmoid"), width=1)
    for layer in model.layers:
        layer.set_weights([np.array([[weight]]), np.array([-weight / 2])])
    assert ends(measure(audited, model, np.array([[0.5]]))) == (weight / 4) ** 11


def test_forty_sigmoid_layers_are_not_zero(random: np.random.Generator, audited: Any) -> None:
    """A norm whose square is below the smallest float32 is still read."""
    model = network(*chain(40, 64, activation="sigmoid"), width=64)
    first = next(iter(measure(audited, model, random.normal(size=(64, 64))).norms.values()))
    assert 1e-28 < first < 1e-20


@pytest.mark.parametrize("gain", [0.9, 1.0, 1.2])
def test_orthogonal_linear_network(gain: float, random: np.random.Generator, audited: Any) -> None:
    """Every layer's norm is g^(L-1)·‖x‖·‖δ‖ for one sample."""
    layers_ = [
        layers.Dense(64, use_bias=False, kernel_initializer=keras.initializers.Orthogonal(gain, i))
        for i in range(8)
    ]
    x = random.normal(size=(1, 64)).astype("float32")
    norms = list(measure(audited, network(*layers_, width=64), x).norms.values())
    expected = gain**7 * np.linalg.norm(x) / 8
    np.testing.assert_allclose(norms, expected, rtol=1e-4)


def scaled_he(scale: float, seed: int) -> Any:
    """Return an initialiser that keeps the norm of a signal up to `scale`."""
    return keras.initializers.VarianceScaling(scale**2, "fan_in", "untruncated_normal", seed)


class ScaledResidual(layers.Layer):
    """x + Wx, where W scales by `scale`."""

    def __init__(self, scale: float, seed: int) -> None:
        super().__init__()
        self.dense = layers.Dense(WIDTH, use_bias=False, kernel_initializer=scaled_he(scale, seed))

    def call(self, x: Any) -> Any:
        """Return the sum of both paths."""
        return x + self.dense(x)


@pytest.mark.parametrize("scale", [0.3, 0.7])
def test_residual_network(scale: float, random: np.random.Generator, audited: Any) -> None:
    """Below L blocks of branch scale s the gradient has grown by (1+s²)^(L/2)."""
    first = layers.Dense(WIDTH, use_bias=False)
    blocks = [ScaledResidual(scale, seed) for seed in range(12)]
    x = random.normal(size=(1, WIDTH)).astype("float32")
    norms = list(measure(audited, network(first, *blocks), x).norms.values())
    without = np.linalg.norm(x) / np.sqrt(WIDTH)
    assert norms[0] == pytest.approx(without * (1 + scale**2) ** 6, rel=0.2)


FACTORS = {
    "sigmoid, Glorot": ("sigmoid", "glorot_uniform", 0.2361),
    "sigmoid, He": ("sigmoid", "he_normal", 0.318),
    "ReLU, He": ("relu", "he_normal", 1.0),
}


@pytest.mark.parametrize("name", FACTORS)
def test_factor_of_each_layer(name: str, random: np.random.Generator, audited: Any) -> None:
    """Ten wide layers shrink the gradient by the ninth power of the factor for one."""
    activation, initializer, factor = FACTORS[name]
    body = chain(10, activation=activation, kernel_initializer=initializer)
    gradients = measure(audited, network(*body), random.normal(size=(1, WIDTH)))
    assert within_factor_3(ends(gradients), factor**9)


def test_batch_normalisation_explodes_backwards(random: np.random.Generator, audited: Any) -> None:
    """ReLU with BatchNorm multiplies the gradient by √(π/(π-1)) in each layer."""
    blocks: Sequence[Sequence[layers.Layer]] = [
        (dense, layers.BatchNormalization(), layers.ReLU())
        for dense in chain(16, use_bias=False, kernel_initializer="he_normal")
    ]
    body = [layer for block in blocks for layer in block]
    gradients = measure(audited, network(*body), random.normal(size=(256, WIDTH)))
    factor = np.sqrt(np.pi / (np.pi - 1))
    norms = list(gradients.norms.values())
    assert norms[0] / norms[-2] == pytest.approx(factor**14, rel=0.5)


def test_kernel_norm_is_input_times_delta(random: np.random.Generator, audited: Any) -> None:
    """For one sample and one layer the kernel's norm is ‖x‖·‖δ‖, and the bias adds ‖δ‖."""
    x = random.normal(size=(1, 64)).astype("float32")
    gradients = measure(audited, network(*chain(1, 64), width=64), x)
    length = float(np.linalg.norm(x.astype("float64")))
    (norm,) = gradients.norms.values()
    assert norm == pytest.approx(length / 8, rel=1e-6)
    assert gradients.global_norm == pytest.approx(np.hypot(length, 1) / 8, rel=1e-6)
