"""What the auditor's process answers about a model, as values of the trusted side."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.audit.report import (
    Array,
    Kernel,
    LossDescription,
    ModelDescription,
    OptimizerDescription,
)
from autograder.errors import ModelRefused


def as_array(value: Any) -> Array:
    """Return an array that may have come as a wire Tensor, or as one of NumPy's numbers."""
    array = getattr(value, "array", value)
    if not isinstance(array, np.ndarray | np.generic):
        raise ModelRefused(f"expected arrays of numbers, got {type(value).__name__}")
    return np.asarray(array)


def trainable_kernels(answer: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the measured kernels: forward order, those without use at the end.

    A bias may have the rank of a kernel, as those of Keras's attention have.
    """
    numbers = set(range(int(answer["trainable"]))) - set(answer["biases"])
    used = [number for number in answer["uses"] if number in numbers]
    order = [*used, *sorted(numbers.difference(used))]
    return [number for number in order if len(answer["weights"][number][1]) >= 2]


def _kernels(answer: Mapping[str, Any]) -> tuple[Kernel, ...]:
    """Return all kernels in forward order."""
    frozen, trainable = set(answer["frozen"]), trainable_kernels(answer)
    used = [number for number in answer["uses"] if number in frozen or number in trainable]
    order = [*used, *(number for number in trainable if number not in used)]
    weights = answer["weights"]
    return tuple(
        Kernel(str(weights[n][0]), tuple(map(int, weights[n][1])), n in frozen) for n in order
    )


def description_of(answer: Mapping[str, Any]) -> ModelDescription:
    """Return the description of a model that was loaded; ValueError and the like for nonsense."""
    optimizer, loss = answer["optimizer"], answer["loss"]
    sizes = [int(np.prod(shape)) for _, shape, dtype in answer["weights"] if "float" in dtype]
    return ModelDescription(
        input_shape=tuple(answer["input_shape"]),
        parameters=sum(sizes),
        trainable_parameters=sum(sizes[: int(answer["trainable"])]),
        weight_layers=int(answer["weight_layers"]),
        kernels=_kernels(answer),
        activations=dict(answer["activations"]),
        gates=dict(answer["gates"]),
        output_activation=str(answer["output_activation"]),
        residual_additions=int(answer["residual_additions"]),
        operations=dict(answer["operations"]),
        gradient_stops=int(answer["gradient_stops"]),
        optimizer=OptimizerDescription(str(optimizer["class_name"]), dict(optimizer["config"])),
        loss=LossDescription(str(loss["class_name"]), dict(loss["config"])),
    )
