"""The loss of whoever knows the targets' distribution and nothing of the inputs.

A network that ends there has learnt nothing, however far its loss fell on the way.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Targets = npt.NDArray[np.float64]


def guessing_loss(targets: Any, loss: str) -> float | None:
    """Return the mean loss of the best constant prediction; None for a loss that is not known.

    `loss` is Keras's name of the function or class, such as "mean_squared_error". Constant
    means: the frequencies of the classes, the mean or the median of each target.
    """
    compute = _LOSSES.get(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", loss).lower())
    values = np.asarray(targets, dtype=np.float64)
    return None if compute is None or values.size == 0 else float(compute(values))


def _columns(targets: Targets) -> Targets:
    return targets.reshape(-1, targets.shape[-1]) if targets.ndim > 1 else targets[:, None]


def _logarithm(values: Targets) -> Targets:
    return np.log(np.maximum(values, np.finfo(float).tiny))


def _entropy_of_labels(targets: Targets) -> float:
    counts = np.unique(targets, return_counts=True)[1]
    return _entropy(counts / counts.sum())


def _entropy(shares: Targets) -> float:
    return float(-np.sum(shares * _logarithm(shares)))


def _entropy_of_rows(targets: Targets) -> float:
    return _entropy(_columns(targets).mean(axis=0))


def _binary(targets: Targets) -> float:
    shares = _columns(targets).mean(axis=0)
    return float(np.mean([_entropy(np.array([share, 1 - share])) for share in shares]))


def _squared(targets: Targets) -> float:
    return float(np.mean(np.var(_columns(targets), axis=0)))


def _absolute(targets: Targets) -> float:
    columns = _columns(targets)
    return float(np.mean(np.abs(columns - np.median(columns, axis=0))))


def _poisson(targets: Targets) -> float:
    means = _columns(targets).mean(axis=0)
    return float(np.mean(means - means * _logarithm(means)))


_LOSSES: Mapping[str, Callable[[Targets], float]] = {
    "sparse_categorical_crossentropy": _entropy_of_labels,
    "categorical_crossentropy": _entropy_of_rows,
    "binary_crossentropy": _binary,
    "mean_squared_error": _squared,
    "mean_absolute_error": _absolute,
    "poisson": _poisson,
}
