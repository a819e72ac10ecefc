"""LSUV: layer-sequential unit-variance initialisation (Mishkin and Matas, 2016)."""

import keras
import numpy as np


def lsuv(model: keras.Sequential, x: np.ndarray, seed: int = 0) -> None:
    """Initialise a chain of Dense layers by what the data do in it, in place.

    From the input on, each kernel becomes a random orthonormal matrix, each bias zero; then the
    kernel is divided by the standard deviation of the layer's pre-activations on `x` (examples,
    features), which makes their variance 1. (The paper repeats this until it comes close enough;
    in a Dense layer without a bias once is exact.)
    """
    for number, layer in enumerate(model.layers):
        kernel = np.asarray(keras.initializers.Orthogonal(seed=seed + number)(layer.kernel.shape))
        layer.kernel.assign(kernel / np.std(x @ kernel))
        if layer.use_bias:
            layer.bias.assign(np.zeros(layer.bias.shape))
        x = np.asarray(layer(x))
