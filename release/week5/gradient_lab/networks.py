"""Given networks, and what theory says of their gradients."""

import keras
import numpy as np


def unstable_network(features: int = 10, stddev: float = 2.0, seed: int = 0) -> keras.Sequential:
    """Build a network that explodes: three layers, 64 wide, and one output, weights too large.

    The weights are normal with standard deviation `stddev`; 0.18 would suit the width.
    """
    keras.utils.set_random_seed(seed)
    activations, widths = ["linear", "relu", "relu", "linear"], [64, 64, 64, 1]
    layers = [
        keras.layers.Dense(
            width, activation, kernel_initializer=keras.initializers.RandomNormal(stddev=stddev)
        )
        for width, activation in zip(widths, activations, strict=True)
    ]
    return keras.Sequential([keras.Input((features,)), *layers])


def deep_network(
    activation: str,
    depth: int = 10,
    initialiser: str = "glorot_uniform",
    scale: float = 1.0,
    seed: int = 0,
) -> keras.Sequential:
    """Build a chain of `depth` Dense layers for 10 features and two classes, 64 wide.

    The initial kernels are those of `initialiser` times `scale`, and depend on the seed, not on
    the activation; biases start at zero.
    """
    keras.utils.set_random_seed(seed)
    hidden = [
        keras.layers.Dense(64, activation, kernel_initializer=initialiser) for _ in range(depth - 1)
    ]
    output = keras.layers.Dense(1, "sigmoid", kernel_initializer=initialiser)
    model = keras.Sequential([keras.Input((10,)), *hidden, output])
    if scale != 1.0:
        model.set_weights([scale * weight for weight in model.get_weights()])
    return model


def tapering_network() -> keras.Sequential:
    """Build five layers that narrow from 128 to 1, for 20 features and two classes."""
    hidden = [keras.layers.Dense(width, "relu") for width in (128, 64, 32, 16)]
    return keras.Sequential([keras.Input((20,)), *hidden, keras.layers.Dense(1, "sigmoid")])


def plain_network(
    input_shape: tuple[int, ...], classes: int, depth: int = 20, activation: str = "sigmoid"
) -> keras.Sequential:
    """Build and compile a chain of `depth` Dense layers, 64 wide, with no remedy at all."""
    hidden = [keras.layers.Dense(64, activation) for _ in range(depth - 1)]
    output = keras.layers.Dense(classes, "softmax")
    model = keras.Sequential([keras.Input(input_shape), *hidden, output])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def sigmoid_decay_per_layer() -> float:
    """Give the factor by which a gradient shrinks in each layer of a wide sigmoid network.

    With Glorot initialisation and equal widths, a pre-activation is normal with mean 0 and a
    variance q that settles where q = E[s(z)^2]; the gradient's norm is then multiplied by
    sqrt(E[s'(z)^2]) a layer, about 0.236 (mean-field theory: Poole et al. 2016, Schoenholz et
    al. 2017). The expectations are sums over the nodes of Gauss-Hermite quadrature.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    variance = 0.25
    for _ in range(50):
        variance = float(weights @ _sigmoid(np.sqrt(variance) * nodes) ** 2)
    output = _sigmoid(np.sqrt(variance) * nodes)
    return float(np.sqrt(weights @ (output * (1 - output)) ** 2))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))
