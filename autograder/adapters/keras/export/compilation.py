"""A compiled model's optimizer and loss as names and plain values."""

import inspect
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from . import settings
from .refusal import refuse, refuse_unless
from .tracing import Subject, trace

SCHEDULE = Subject("the learning-rate schedule", "which is not measured: use nothing but the step")


def optimizer_config(optimizer: Any) -> dict[str, Any]:
    """Return class name and config; a schedule of the student's own travels as a graph."""
    name = type(optimizer).__name__
    refuse_unless(
        type(optimizer) is getattr(keras.optimizers, name, None),
        f"the optimizer {name} is not one of Keras's own",
    )
    config = _plain(_config_at_a_fixed_rate(optimizer))
    refuse(settings.objection_to_optimizer(name, config))
    if _has_schedule(optimizer):
        config["learning_rate"] = _schedule(optimizer)
    return {"class_name": name, "config": config}


def _has_schedule(optimizer: Any) -> bool:
    # What Keras calls at each step, rather than a number or a variable.
    return callable(optimizer._learning_rate)


def _config_at_a_fixed_rate(optimizer: Any) -> dict[str, Any]:
    """Return the config without a schedule, since few have a `get_config`."""
    if not _has_schedule(optimizer):
        return dict(optimizer.get_config())
    given = optimizer._learning_rate
    vars(optimizer)["_learning_rate"] = 0.0  # past Keras, which would put away the given one
    try:
        return dict(optimizer.get_config())
    finally:
        vars(optimizer)["_learning_rate"] = given


def _schedule(optimizer: Any) -> dict[str, Any]:
    given = optimizer._learning_rate
    name = type(given).__name__
    if type(given) is getattr(keras.optimizers.schedules, name, None):
        refuse(settings.objection_to_schedule(name))
        return {"class_name": name, "config": _plain(given.get_config())}
    return {"class_name": name, "config": {}, "graph": _schedule_graph(optimizer)}


def _schedule_graph(optimizer: Any) -> dict[str, Any]:
    """Return the way from the number of steps made so far to the rate."""

    def rate(step: tf.Tensor) -> dict[str, Any]:
        with keras.StatelessScope([(optimizer.iterations, step)]):
            value = tf.convert_to_tensor(optimizer._get_current_learning_rate())
        refuse_unless(
            value.shape.rank == 0 and (value.dtype.is_floating or value.dtype.is_integer),
            "the learning-rate schedule gives something else than one number",
        )
        return {"rate": tf.cast(value, tf.float32)}

    return trace(rate, [tf.TensorSpec((), optimizer.iterations.dtype)], SCHEDULE)


def loss_config(model: Any) -> dict[str, Any]:
    """Return the name of the loss's class or function, and its arguments."""
    given = _only(model.loss)
    refuse_unless(
        not isinstance(given, list | tuple | dict)
        and model._compile_config.config.get("loss_weights") is None,
        "the model is compiled with several losses or with loss weights: give one loss",
    )
    loss = keras.losses.get(given)
    name = getattr(loss, "__name__", type(loss).__name__)
    known = getattr(keras.losses, name, None)
    refuse_unless(
        known is loss or known is type(loss), f"the loss {name} is not one of Keras's own"
    )
    config = _loss_arguments(loss)
    refuse(settings.objection_to_loss(name, config))
    return {"class_name": name, "config": config}


def _only(loss: Any) -> Any:
    """Return the loss of the only output, which may stand in a list or under its name."""
    each = list(loss.values()) if isinstance(loss, dict) else loss
    return each[0] if isinstance(each, list | tuple) and len(each) == 1 else loss


def _loss_arguments(loss: Any) -> dict[str, Any]:
    """Return the arguments of a loss object; `get_config` alone leaves out Huber's delta."""
    if not isinstance(loss, keras.losses.Loss):
        return {}
    known = inspect.signature(type(loss)).parameters
    every = {**getattr(loss, "_fn_kwargs", {}), **loss.get_config()}
    return {key: _plain(value) for key, value in every.items() if key in known}


def _plain(value: Any) -> Any:
    """Return numbers of NumPy and TensorFlow as Python's own, inside lists and dicts too."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "numpy"):
        value = value.numpy()
    return value.item() if isinstance(value, np.generic) else value
