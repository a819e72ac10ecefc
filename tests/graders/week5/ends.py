"""How a network should end, and which loss belongs to that."""

from collections.abc import Iterator
from typing import Any

import numpy as np

MANY = ("Softmax", "sparse_categorical_crossentropy")
TWO = ("Sigmoid", "binary_crossentropy")


def misfits(model: Any, inputs: int, classes: int) -> Iterator[str]:
    """Say what does not fit at the end of a network for so many classes, or of its loss."""
    (activation, loss), width = (TWO, 1) if classes == 2 else (MANY, classes)
    at = f"{classes} classes"
    got = model.predict(np.zeros((3, inputs), "float32")).shape[1:]
    if got != (width,):
        yield f"{at}: expected an output of shape {(width,)}, got {got}"
    ending = model.description.output_activation or "none"
    if ending != activation:
        yield f"{at}: expected {activation} at the end, got {ending}"
    yield from _of_loss(model.description.loss, loss, at)


def _of_loss(loss: Any, asked: str, at: str) -> Iterator[str]:
    """The loss may have any of Keras's names for it, and is taken of probabilities."""
    if loss.name.replace("_", "").lower() != asked.replace("_", ""):
        yield f"{at}: expected the loss {asked}, got {loss.name}"
    if loss.config.get("from_logits", False):
        yield f"{at}: from_logits=True, and the output is probabilities already"
