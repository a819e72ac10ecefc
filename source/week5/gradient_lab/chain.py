"""The chain rule, watched: what each layer of a chain of Dense layers makes of the gradient."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf


@dataclass(frozen=True)
class ChainFlow:
    """What was measured in each layer of a chain, in forward order.

    Attributes:
        variances: variance, over units and examples, of the layer's pre-activations.
        slopes: root mean square, over units and examples, of the activation's slope.
        errors: norm of the derivative of the loss with respect to the layer's pre-activations.
        kernel_gradients: derivative of the loss with respect to the layer's kernel.
    """

    variances: np.ndarray
    slopes: np.ndarray
    errors: np.ndarray
    kernel_gradients: list[np.ndarray]


def flow_back(
    model: keras.Sequential, x: np.ndarray, y: np.ndarray, loss_fn: Callable[..., Any]
) -> ChainFlow:
    """Walk through a Sequential model of Dense layers by hand, forward and back.

    The gradient of a kernel is the input of its layer, transposed, times the error.
    """
    inputs, sums = [tf.constant(x)], []
    with tf.GradientTape() as record:
        for layer in model.layers:
            sums.append(tf.identity(_pre_activation(layer, inputs[-1])))
            record.watch(sums[-1])
            inputs.append(layer.activation(sums[-1]))
        loss = tf.reduce_mean(loss_fn(y, inputs[-1]))
    errors = record.gradient(loss, sums)
    pairs = zip(inputs, errors, strict=False)  # the last entry of inputs is the prediction
    return ChainFlow(
        variances=np.array([np.var(np.float64(one)) for one in sums]),
        slopes=np.array([_slope(*pair) for pair in zip(model.layers, sums, strict=True)]),
        errors=np.array([np.linalg.norm(np.float64(error)) for error in errors]),
        kernel_gradients=[_transposed_product(a, error) for a, error in pairs],
    )


def _transposed_product(inputs: tf.Tensor, error: tf.Tensor) -> np.ndarray:
    return np.asarray(inputs, np.float64).T @ np.asarray(error, np.float64)


def _pre_activation(layer: keras.layers.Dense, inputs: tf.Tensor) -> tf.Tensor:
    product = inputs @ tf.convert_to_tensor(layer.kernel)
    return product + layer.bias if layer.use_bias else product


def _slope(layer: keras.layers.Dense, pre_activation: tf.Tensor) -> float:
    with tf.GradientTape() as record:
        record.watch(pre_activation)
        output = layer.activation(pre_activation)
    return float(np.sqrt(np.mean(np.float64(record.gradient(output, pre_activation)) ** 2)))
