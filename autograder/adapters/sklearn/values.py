"""A fitted estimator as plain data; the half of the adapter that a worker knows.

It needs no scikit-learn: what is not there has made no estimator. Nothing here is a safeguard; the
engine builds its own estimator from whatever arrives.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from autograder.adapters.sklearn.kinds import KINDS, PIPELINE, is_learnt
from autograder.worker import wire

PLAIN = (bool, int, float, str, type(None))


class ModelRefused(Exception):
    """An object that is no fitted estimator of a kind that can cross; the text is the reason."""


def export_estimator(estimator: Any) -> dict[str, Any]:
    """Return `name`, `parameters` and `learnt` of an estimator; of a pipeline its `steps`.

    ModelRefused for another kind, and for one that has learnt nothing.
    """
    name = type(estimator).__name__
    if name not in KINDS or not type(estimator).__module__.startswith("sklearn."):
        raise ModelRefused(f"expected one of {', '.join(sorted(KINDS))}, got {name}")
    if name == PIPELINE:
        steps = [[str(each), export_estimator(step)] for each, step in estimator.steps]
        return {"name": name, "parameters": {}, "learnt": {}, "steps": steps}
    learnt = {key: _plain(value) for key, value in vars(estimator).items() if is_learnt(key)}
    if not learnt:
        raise ModelRefused(f"this {name} has learnt nothing: call its fit first")
    parameters = estimator.get_params(deep=False)
    return {
        "name": name,
        "parameters": {key: each for key, each in parameters.items() if isinstance(each, PLAIN)},
        "learnt": {key: value for key, value in learnt.items() if value is not None},
        "steps": [],
    }


def _plain(value: Any) -> Any:
    """Return a number or an array as it crosses, texts as a list; None for all else."""
    if isinstance(value, np.ndarray):
        return value.tolist() if value.dtype.kind in "OU" else value
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, PLAIN) else None


def seed() -> None:
    """Do nothing: scikit-learn draws from NumPy's generator, which the worker seeds."""


def outgoing(value: Any) -> wire.Tensor | wire.IndexedSlices | None:
    """Return None: there are no values of its own."""
    del value
    return None


def incoming(value: wire.Tensor | wire.IndexedSlices) -> Any:
    """Return the array of a tensor."""
    return value.array if isinstance(value, wire.Tensor) else value


def prepare(module: ModuleType) -> None:
    """Do nothing: there is no usual name for scikit-learn."""
    del module


def register(module: ModuleType) -> None:
    """Do nothing: estimators need no registration."""
    del module


def functions() -> Mapping[str, Callable[..., Any]]:
    """Return how an estimator becomes data."""
    return {"export_estimator": export_estimator}
