"""A Keras model as plain data: two graphs, arrays, and the configs of optimizer and loss.

Runs in the student's process. Nothing here is a safeguard: the auditor checks whatever arrives.
The checks are for the honest student, who deserves to be told early and in clear words.
"""

import inspect
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

MEGABYTE = 1_000_000
WEIGHT_BYTES = 20 * MEGABYTE


class ModelRefused(Exception):
    """A model that cannot be measured; the text tells the student what to change."""


def export_model(model: Any) -> dict[str, Any]:
    """Return everything the auditor needs to train and differentiate `model` without its code.

    The keys: `paths` and `weights` (trainable variables first, then state: frozen weights,
    statistics of normalisation, seeds), `trainable` (how many of them), `input` (shape, dtype),
    `training` and `inference` (a serialised GraphDef and the names of its ends), `optimizer`
    and `loss` (class name and config). ModelRefused for what cannot be taken across.
    """
    _check_model(model)
    variables = _variables(model)
    _check_variables(variables)
    return {
        "paths": [variable.path for variable in variables],
        "weights": initial_weights(model),
        "trainable": len(model.trainable_variables),
        "input": _input(model),
        "training": _trace(model, training=True),
        "inference": _trace(model, training=False),
        "optimizer": _optimizer_config(model.optimizer),
        "loss": _loss_config(model),
    }


def initial_weights(model: Any) -> list[np.ndarray[Any, Any]]:
    """Return copies of all variables, trainable first, in the order of `export_model`."""
    _refuse_unless(isinstance(model, keras.Model), f"{_kind(model)} is not a keras.Model")
    return [np.array(variable.numpy()) for variable in _variables(model)]


def _variables(model: Any) -> list[Any]:
    return [*model.trainable_variables, *model.non_trainable_variables]


def _refuse_unless(condition: bool, reason: str) -> None:
    if not condition:
        raise ModelRefused(reason)


def _kind(value: Any) -> str:
    return f"an object of type {type(value).__qualname__}"


def _check_model(model: Any) -> None:
    _refuse_unless(isinstance(model, keras.Model), f"expected a keras.Model, got {_kind(model)}")
    _refuse_unless(
        model.built and bool(model.variables),
        "the model has no weights yet: begin it with keras.Input, or call it once on a batch",
    )
    _refuse_unless(
        model.compiled and model.optimizer is not None and model.loss is not None,
        "the model is not compiled: call model.compile with an optimizer and a loss",
    )
    for method in ("train_step", "compute_loss"):
        _refuse_unless(
            getattr(type(model), method) is getattr(keras.Model, method),
            f"the model has a {method} of its own, which cannot be measured: put the loss and "
            "the clipping into model.compile",
        )


def _check_variables(variables: list[Any]) -> None:
    for variable in variables:
        dtype = keras.backend.standardize_dtype(variable.dtype)
        _refuse_unless(
            dtype == "float32" or (not variable.trainable and "float" not in dtype),
            f"{variable.path} is {dtype}: only float32 weights are measured",
        )
        _refuse_unless(
            variable.constraint is None,
            f"{variable.path} has a constraint, which is not measured: leave it out",
        )
    total = 4 * sum(int(np.prod(variable.shape)) for variable in variables)
    _refuse_unless(
        total <= WEIGHT_BYTES,
        f"the weights take {total / MEGABYTE:.0f} MB, {WEIGHT_BYTES // MEGABYTE} MB are allowed",
    )


def _input(model: Any) -> dict[str, Any]:
    """Return shape (None for the batch) and dtype of the only input."""
    inputs = getattr(model, "inputs", None)
    if inputs:
        _refuse_unless(len(inputs) == 1, f"the model has {len(inputs)} inputs, one is measured")
        shape, dtype = inputs[0].shape, keras.backend.standardize_dtype(inputs[0].dtype)
    else:
        shape, dtype = (model.get_build_config() or {}).get("input_shape"), "float32"
        _refuse_unless(
            isinstance(shape, list | tuple) and all(_is_dimension(size) for size in shape),
            "the model does not say what its input is: begin it with keras.Input, "
            "with one tensor as input",
        )
    return {"shape": [None, *shape[1:]], "dtype": dtype}


def _is_dimension(size: Any) -> bool:
    return size is None or isinstance(size, int)


def _trace(model: Any, *, training: bool) -> dict[str, Any]:
    """Return the forward pass as a graph whose inputs are all variables and one batch."""
    ends: dict[str, Any] = {}
    entry = _input(model)

    def forward(weights: list[tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        ends.update(_stateless(model, weights, x, training))
        return ends["prediction"]

    signature = [tf.TensorSpec(tuple(v.shape), v.dtype) for v in _variables(model)]
    batch = tf.TensorSpec(entry["shape"], entry["dtype"])
    # Functions inside the model are traced in line, so that the graph shows every layer.
    eager = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        traced = tf.function(forward, autograph=False).get_concrete_function(signature, batch)
    finally:
        tf.config.run_functions_eagerly(eager)
    return _as_data(traced, ends)


def _stateless(
    model: Any, weights: list[tf.Tensor], x: tf.Tensor, training: bool
) -> dict[str, Any]:
    """Call the model as `fit` would, with the given tensors in place of its variables."""
    variables = _variables(model)
    # A model whose call takes no `training` is called without it by fit, too.
    arguments = {"training": training} if model._call_has_training_arg else {}
    mapping = list(zip(variables, weights, strict=True))
    with keras.StatelessScope(mapping, collect_losses=True) as scope:
        prediction = model(x, **arguments)
        losses = [tf.reduce_sum(tf.cast(loss, tf.float32)) for loss in model.losses]
    after = [scope.get_current_value(variable) for variable in variables]
    trainable = len(model.trainable_variables)
    _check_result(prediction, weights[:trainable], after[:trainable])
    state = [
        new if new is old else tf.identity(new)
        for old, new in zip(weights[trainable:], after[trainable:], strict=True)
    ]
    return {"prediction": prediction, "state": state, "losses": losses}


def _check_result(prediction: Any, before: list[tf.Tensor], after: list[Any]) -> None:
    _refuse_unless(
        tf.is_tensor(prediction) and prediction.dtype == tf.float32,
        f"the model gives {_kind(prediction)}: one float32 tensor as output is measured",
    )
    _refuse_unless(
        all(old is new for old, new in zip(before, after, strict=True)),
        "a layer assigns to its trainable weights while it runs, as SpectralNormalization does: "
        "its gradients depend on the order of updates and are not measured",
    )


def _as_data(traced: Any, ends: Mapping[str, Any]) -> dict[str, Any]:
    """Return the traced graph with the names of its ends, and the constants that it captured."""
    graph = traced.graph
    constants = _constants(graph)
    *weights, x = [tensor.name for tensor in traced.inputs if tensor.name not in constants]
    return {
        "graph": graph.as_graph_def().SerializeToString(),
        "weights": weights,
        "x": x,
        "constants": constants,
        "prediction": ends["prediction"].name,
        "state": [value.name for value in ends["state"]],
        "losses": [loss.name for loss in ends["losses"]],
    }


def _constants(graph: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Return captured tensors by the name of their placeholder; refuse captured variables."""
    constants = {}
    for outside, inside in graph.captures:
        _refuse_unless(
            outside.dtype not in (tf.resource, tf.variant, tf.string),
            f"the model uses {_resource_name(graph, outside)}, which Keras does not track: "
            "create weights with self.add_weight, and random numbers with a Keras layer or a "
            "keras.random.SeedGenerator made in __init__",
        )
        constants[inside.name] = np.array(outside.numpy())
    return constants


def _resource_name(graph: Any, handle: Any) -> str:
    names = [variable.name for variable in graph.variables if variable.handle is handle]
    return f"the variable {names[0]!r}" if names else "a table or another resource"


def _optimizer_config(optimizer: Any) -> dict[str, Any]:
    name = type(optimizer).__name__
    _refuse_unless(
        type(optimizer) is getattr(keras.optimizers, name, None),
        f"the optimizer {name} is not one of Keras's own",
    )
    return {"class_name": name, "config": _plain(optimizer.get_config())}


def _loss_config(model: Any) -> dict[str, Any]:
    given = model.loss
    _refuse_unless(
        not isinstance(given, list | tuple | dict)
        and model.get_compile_config().get("loss_weights") is None,
        "the model is compiled with several losses or with loss weights: give one loss",
    )
    loss = keras.losses.get(given)
    name = getattr(loss, "__name__", type(loss).__name__)
    known = getattr(keras.losses, name, None)
    _refuse_unless(
        known is loss or known is type(loss), f"the loss {name} is not one of Keras's own"
    )
    return {"class_name": name, "config": _loss_arguments(loss)}


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
