"""The whole of a model: what it is asked, its weights, and its forward pass."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from .compilation import loss_config, optimizer_config
from .refusal import ModelRefused, kind, refuse_unless
from .tracing import Subject, trace

MEGABYTE = 1_000_000
WEIGHT_BYTES = 20 * MEGABYTE
MODEL = Subject(
    "the model",
    "which Keras does not track: create weights with self.add_weight, and random numbers with a "
    "Keras layer or a keras.random.SeedGenerator made in __init__",
)
Shape = Sequence[int | None]


def export_model(model: Any, shape: Shape | None = None) -> dict[str, Any]:
    """Return everything the auditor needs to train and differentiate `model` without its code.

    `shape` is that of one input; a model that has not seen any is built with it. The keys:
    `paths` and `weights` (trainable variables first, then state: frozen weights, statistics of
    normalisation, seeds, metrics), `trainable` (how many of them), `input` (shape, dtype),
    `training` and `inference` (see `trace`; inputs are all weights and a batch), `optimizer` and
    `loss` (class name and config). ModelRefused for what cannot be taken across.
    """
    weights = initial_weights(model, shape)
    _check_model(model)
    variables = _variables(model)
    _check_variables(variables)
    entry = _input(model, shape)
    return {
        "paths": [variable.path for variable in variables],
        "weights": weights,
        "trainable": len(model.trainable_weights),
        "input": entry,
        "optimizer": optimizer_config(model.optimizer),
        "loss": loss_config(model),
        "training": _trace(model, entry, training=True),
        "inference": _trace(model, entry, training=False),
    }


def initial_weights(model: Any, shape: Shape | None = None) -> list[np.ndarray[Any, Any]]:
    """Return copies of all variables, trainable first, in the order of `export_model`."""
    refuse_unless(isinstance(model, keras.Model), f"expected a keras.Model, got {kind(model)}")
    _build(model, shape)
    return [np.array(variable.numpy()) for variable in _variables(model)]


def _variables(model: Any) -> list[Any]:
    # The first are what fit trains.
    return [*model.trainable_weights, *model.non_trainable_variables, *_of_metrics(model)]


def _of_metrics(model: Any) -> list[Any]:
    """Return what metrics in layers count on, as statistics do; those of `compile` are fit's."""
    compiled = [getattr(model, name, None) for name in ("_loss_tracker", "_compile_metrics")]
    tracked = (each for layer in model._flatten_layers() for each in layer._metrics)
    own = (each for each in tracked if all(each is not one for one in compiled))
    return [variable for each in own for variable in each.variables]


def _build(model: keras.Model, shape: Shape | None) -> None:
    """Give a model the weights that it gets from its first batch otherwise.

    `model.build` alone marks one as built whose layers may not be.
    """
    whole = model.built and all(layer.built for layer in model._flatten_layers())
    shape = _built_for(model) if shape is None else shape
    if whole or shape is None:
        return
    if isinstance(model, keras.Sequential):
        model.build((None, *shape))
    else:
        model(np.zeros([1, *(size or 1 for size in shape)], "float32"))


def _check_model(model: Any) -> None:
    refuse_unless(
        model.built and bool(model.variables),
        "the model has no weights yet: begin it with keras.Input, or call it once on a batch",
    )
    refuse_unless(
        model.compiled and model.optimizer is not None and model.loss is not None,
        "the model is not compiled: call model.compile with an optimizer and a loss",
    )
    for method in ("train_step", "compute_loss"):
        refuse_unless(
            getattr(type(model), method) is getattr(keras.Model, method),
            f"the model has a {method} of its own, which cannot be measured: put the loss and "
            "the clipping into model.compile",
        )


def _check_variables(variables: list[Any]) -> None:
    for variable in variables:
        dtype = keras.backend.standardize_dtype(variable.dtype)
        refuse_unless(
            dtype == "float32" or (not variable.trainable and "float" not in dtype),
            f"{variable.path} is {dtype}: only float32 weights are measured",
        )
        refuse_unless(
            variable.constraint is None,
            f"{variable.path} has a constraint, which is not measured: leave it out",
        )
    total = 4 * sum(int(np.prod(variable.shape)) for variable in variables)
    refuse_unless(
        total <= WEIGHT_BYTES,
        f"the weights take {total / MEGABYTE:.0f} MB, {WEIGHT_BYTES // MEGABYTE} MB are allowed",
    )


def _input(model: Any, given: Shape | None) -> dict[str, Any]:
    """Return shape (None for the batch) and dtype of the only input."""
    inputs = getattr(model, "inputs", None)
    if inputs:
        refuse_unless(len(inputs) == 1, f"the model has {len(inputs)} inputs, one is measured")
        dtype = keras.backend.standardize_dtype(inputs[0].dtype)
        return {"shape": [None, *inputs[0].shape[1:]], "dtype": dtype}
    shape = _built_for(model) or given
    if shape is None:
        raise ModelRefused(
            "the model does not say what its input is: begin it with keras.Input, "
            "with one tensor as input"
        )
    return {"shape": [None, *shape], "dtype": "float32"}


def _built_for(model: Any) -> Shape | None:
    """Return the shape of one input for which a model was built; None if it is not known."""
    shape = (model.get_build_config() or {}).get("input_shape")
    if not isinstance(shape, list | tuple) or not all(map(_is_dimension, shape)):
        return None
    return shape[1:]


def _is_dimension(size: Any) -> bool:
    return size is None or isinstance(size, int)


def _trace(model: Any, entry: dict[str, Any], *, training: bool) -> dict[str, Any]:
    """Return the forward pass as a graph whose inputs are all variables and one batch."""

    def forward(*tensors: tf.Tensor) -> dict[str, Any]:
        *weights, x = tensors
        return _stateless(model, weights, x, training)

    weights = [tf.TensorSpec(tuple(v.shape), v.dtype) for v in _variables(model)]
    return trace(forward, [*weights, tf.TensorSpec(entry["shape"], entry["dtype"])], MODEL)


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
    trainable = len(model.trainable_weights)
    _check_result(prediction, weights[:trainable], after[:trainable])
    # Where Keras notes them, its losses take these in place of the probabilities.
    logits = getattr(prediction, "_keras_logits", None)
    state = [
        new if new is old else tf.identity(new)
        for old, new in zip(weights[trainable:], after[trainable:], strict=True)
    ]
    return {
        "prediction": prediction,
        "logits": [] if logits is None else [logits],
        "state": state,
        "losses": losses,
    }


def _check_result(prediction: Any, before: list[tf.Tensor], after: list[Any]) -> None:
    refuse_unless(
        tf.is_tensor(prediction) and prediction.dtype == tf.float32,
        f"the model gives {kind(prediction)}: one float32 tensor as output is measured",
    )
    refuse_unless(
        all(old is new for old, new in zip(before, after, strict=True)),
        "a layer assigns to its trainable weights while it runs, as SpectralNormalization does: "
        "its gradients depend on the order of updates and are not measured",
    )
