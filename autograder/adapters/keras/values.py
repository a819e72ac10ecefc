"""Tensors and variables on the wire; the half of the adapter that a worker knows by itself.

Where a notebook imports no TensorFlow, nothing here does.
"""
# ruff: noqa: PLC0415 - TensorFlow takes seconds to import, and most courses do without

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from autograder.worker import wire
from autograder.worker.values import sendable


def seed() -> None:
    """Seed TensorFlow."""
    if _is_there():
        import keras

        keras.utils.set_random_seed(0)


def outgoing(value: Any) -> wire.Tensor | wire.IndexedSlices | None:
    """Return tensors, variables and slices as wire values, None for all else."""
    if not _is_there():
        return None
    import keras
    import tensorflow as tf

    if isinstance(value, tf.IndexedSlices):
        return _slices(value)
    if isinstance(value, tf.Variable | keras.Variable):
        return _tensor(value, "variable")
    return _tensor(value, "tensor") if isinstance(value, tf.Tensor) else None


def incoming(value: wire.Tensor | wire.IndexedSlices) -> Any:
    """Return a tensor, a variable or slices; their parts are tensors, as in gradients."""
    import tensorflow as tf

    if isinstance(value, wire.Tensor):
        make = tf.Variable if value.kind == "variable" else tf.constant
        return make(value.array)
    shape = None if value.dense_shape is None else tf.constant(value.dense_shape, tf.int32)
    return tf.IndexedSlices(tf.constant(value.values), tf.constant(value.indices), shape)


def prepare(module: ModuleType) -> None:
    """Put tf and keras among the names of a module."""
    if _is_there():
        import keras
        import tensorflow as tf

        module.__dict__.update(tf=tf, keras=keras)


def register(module: ModuleType) -> None:
    """Register the layers of a module, which can be cloned, saved and made from configs then."""
    if not _is_there():
        return
    import keras

    own = [value for value in vars(module).values() if isinstance(value, type)]
    for each in own:
        if issubclass(each, keras.layers.Layer) and each.__module__ == module.__name__:
            keras.saving.register_keras_serializable(package=module.__name__)(each)


def functions() -> Mapping[str, Callable[..., Any]]:
    """Return how models and weights become data; nothing where no model can be measured."""
    if not _is_there():
        return {}
    from autograder.adapters.keras.export import export_model, initial_weights

    return {"export_model": export_model, "initial_weights": initial_weights}


def _is_there() -> bool:
    return "tensorflow" in sys.modules


def _tensor(value: Any, kind: str) -> wire.Tensor | None:
    """Convert a TensorFlow or Keras tensor; a symbolic one has no value."""
    if not hasattr(value, "numpy"):
        return None
    return sendable(np.asarray(value.numpy()), kind)


def _slices(value: Any) -> wire.IndexedSlices | None:
    values, indices = _tensor(value.values, "tensor"), _tensor(value.indices, "tensor")
    if values is None or indices is None:
        return None
    shape = value.dense_shape
    dense_shape = None if shape is None else tuple(int(size) for size in shape)
    return wire.IndexedSlices(values.array, indices.array, dense_shape)
