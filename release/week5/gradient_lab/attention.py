"""How far back the gradient reaches: a recurrent layer and attention."""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

LENGTH, WIDTH = 40, 16


def reach(seed: int = 0) -> dict[str, np.ndarray]:
    """Measure how much the last position of a sequence depends on each position before it.

    Two untrained layers read the same 64 random sequences of 40 vectors, 16 wide. Measured is the
    norm of the derivative of the output at the last position (its entries weighed at random)
    with respect to the input 0, 1, ..., 39 positions back.
    """
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    x = tf.constant(random.normal(size=(64, LENGTH, WIDTH)), tf.float32)
    weights = tf.constant(random.normal(size=WIDTH), tf.float32)
    recurrent = keras.layers.SimpleRNN(WIDTH)
    attention = keras.layers.MultiHeadAttention(num_heads=2, key_dim=8)
    layers: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
        "recurrent layer": recurrent,
        "attention": lambda x: attention(x[:, -1:], x)[:, 0],
    }
    return {name: _reach(layer, x, weights) for name, layer in layers.items()}


def _reach(layer: Callable[[tf.Tensor], tf.Tensor], x: tf.Tensor, weights: tf.Tensor) -> np.ndarray:
    with tf.GradientTape() as record:
        record.watch(x)
        output = tf.reduce_sum(layer(x) * weights)
    gradient = np.asarray(record.gradient(output, x), np.float64)
    return np.asarray(np.linalg.norm(gradient, axis=(0, 2))[::-1])
