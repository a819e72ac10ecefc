"""Which optimizers, learning-rate schedules and losses are measured, by the names Keras has."""

from collections.abc import Mapping
from typing import Any

# These update each entry of a weight from that entry's own gradient.
_ELEMENTWISE = """
SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Nadam Ftrl Lion
"""
ELEMENTWISE = frozenset(_ELEMENTWISE.split())
OPTIMIZERS = ELEMENTWISE | {"Adafactor", "Lamb"}
_SCHEDULES = """
CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay
PolynomialDecay
"""
SCHEDULES = frozenset(_SCHEDULES.split())
_LOSSES = """
BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy
CategoricalGeneralizedCrossEntropy CategoricalHinge CosineSimilarity Dice Hinge Huber KLDivergence
LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError
Poisson SparseCategoricalCrossentropy SquaredHinge Tversky
"""
LOSSES = frozenset(_LOSSES.split())
_LOSS_BY_LETTERS = {name.lower(): name for name in LOSSES}
NOT_ONE_NUMBER = "the loss is not one number: leave its reduction alone"


def objection_to_optimizer(name: str, config: Mapping[str, Any]) -> str | None:
    """Return what is wrong with an optimizer, in words for its author; None if nothing is."""
    if config.get("gradient_accumulation_steps"):
        return "gradient_accumulation_steps of the optimizer is not measured: leave it out"
    return _objection_to_name(name, OPTIMIZERS, "optimizer")


def objection_to_loss(name: str, config: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a loss, by the name of its class or its function."""
    if config.get("reduction", "sum") in (None, "none"):
        return NOT_ONE_NUMBER
    return _objection_to_name(loss_class(name), LOSSES, "loss")


def objection_to_schedule(name: str) -> str | None:
    """Return what is wrong with one of Keras's own learning-rate schedules."""
    return _objection_to_name(name, SCHEDULES, "learning-rate schedule")


def loss_class(name: str) -> str:
    """Return the class of a loss, such as MeanSquaredError for mean_squared_error."""
    return _LOSS_BY_LETTERS.get(name.replace("_", "").lower(), name)


def _objection_to_name(name: str, known: frozenset[str], what: str) -> str | None:
    if name in known:
        return None
    return f"the {what} {name} is not measured: use one of {', '.join(sorted(known))}"
