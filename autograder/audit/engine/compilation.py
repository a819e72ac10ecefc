"""Optimizers and losses from their configs: Keras's own classes by name, never a class path."""

from collections.abc import Mapping
from typing import Any

import keras

from autograder.audit.engine.refusal import refuse_unless, refusing

# These update each entry of a weight from that entry's own gradient.
_ELEMENTWISE = "SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Nadam Ftrl Lion"
_OPTIMIZERS = f"{_ELEMENTWISE} Adafactor Lamb"
_SCHEDULES = """
CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay
PolynomialDecay
"""
_LOSSES = """
BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy
CategoricalGeneralizedCrossEntropy CategoricalHinge CosineSimilarity Dice Hinge Huber KLDivergence
LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError
Poisson SparseCategoricalCrossentropy SquaredHinge Tversky
"""
_LOSS_BY_LETTERS = {name.lower(): name for name in _LOSSES.split()}
_UNMEASURED = ("gradient_accumulation_steps", "loss_scale_factor")


def build_optimizer(given: Any) -> Any:
    """Return a fresh Keras optimizer for `{"class_name": …, "config": {…}}`.

    `clipnorm` is left out of it: the training loop clips each weight by itself, whatever the
    vector that holds it.
    """
    name, config = _name_and_config(given, "optimizer")
    _check_name(name, _OPTIMIZERS, "optimizer")
    for key in _UNMEASURED:
        refuse_unless(not config.get(key), f"{key} of the optimizer is not measured: leave it out")
    if isinstance(config.get("learning_rate"), dict):
        config["learning_rate"] = _build_schedule(config["learning_rate"])
    _check_plain({**config, "learning_rate": None})
    with refusing(f"the optimizer {name} cannot be made"):
        return getattr(keras.optimizers, name)(**{**config, "clipnorm": None})


def is_elementwise(given: Any) -> bool:
    """Tell whether an optimizer updates each entry of a weight by itself."""
    return _name_and_config(given, "optimizer")[0] in _ELEMENTWISE.split()


def clipnorm(given: Any) -> float | None:
    """Return the norm that each weight's gradient is clipped to; None for no clipping."""
    value = _name_and_config(given, "optimizer")[1].get("clipnorm")
    refuse_unless(
        value is None or type(value) in (int, float), "the optimizer's clipnorm is not a number"
    )
    return float(value) if value and value > 0 else None


def _build_schedule(given: Any) -> Any:
    name, config = _name_and_config(given, "learning-rate schedule")
    _check_name(name, _SCHEDULES, "learning-rate schedule")
    _check_plain(config)
    with refusing(f"the schedule {name} cannot be made"):
        return getattr(keras.optimizers.schedules, name)(**config)


def build_loss(given: Any) -> Any:
    """Return a Keras loss for a class name or the name of a loss function, and its config."""
    name, config = _name_and_config(given, "loss")
    class_name = _LOSS_BY_LETTERS.get(name.replace("_", "").lower(), name)
    _check_name(class_name, _LOSSES, "loss")
    _check_plain(config)
    with refusing(f"the loss {name} cannot be made"):
        return getattr(keras.losses, class_name)(**config)


def _name_and_config(given: Any, what: str) -> tuple[str, dict[str, Any]]:
    valid = isinstance(given, Mapping) and isinstance(given.get("class_name"), str)
    refuse_unless(valid and isinstance(given.get("config"), dict), f"the {what} has no config")
    return given["class_name"], dict(given["config"])


def _check_name(name: str, known: str, what: str) -> None:
    refuse_unless(
        name in known.split(),
        f"the {what} {name} is not measured: use one of {', '.join(sorted(known.split()))}",
    )


def _check_plain(value: Any) -> None:
    if isinstance(value, dict):
        refuse_unless(all(type(key) is str for key in value), "a config with odd names")
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _check_plain(item)
        return
    refuse_unless(
        value is None or type(value) in (bool, int, float, str),
        f"a config holds an object of type {type(value).__name__}, where a number is expected",
    )
