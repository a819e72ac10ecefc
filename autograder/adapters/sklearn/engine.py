"""Builds estimators from data and asks them; runs in a process that holds no student's Python."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from autograder.adapters.sklearn.kinds import KINDS, METHODS, PIPELINE, is_learnt
from autograder.worker.channel import Channel
from autograder.worker.serve import Server
from autograder.worker.values import Values

# Element types by NumPy's letters, and what else may be the name of a class.
NUMBERS = "biuf"
PLAIN = (bool, int, float, str)


class Refused(Exception):
    """The estimator is at fault; the text is for the student."""


def main(channel: Channel, output_bytes: int) -> None:
    """Serve the auditor's client; nothing is printed, so `output_bytes` limits nothing here."""
    del output_bytes
    Server(channel, Values({"worker": functions()})).serve()


def functions() -> dict[str, Callable[..., Any]]:
    """Return what the client calls; estimators stay here under their numbers."""
    estimators: list[Any] = []

    def load(exported: Mapping[str, Any]) -> int:
        estimators.append(loaded(exported))
        return len(estimators) - 1

    def ask(number: int, method: str, x: Any) -> Any:
        return answer(estimators[number], method, x)

    return {"load": load, "ask": ask}


def loaded(exported: Mapping[str, Any]) -> Any:
    """Return the estimator; Refused where the data describe none, in whatever way."""
    try:
        return built(exported)
    except Refused:
        raise
    except Exception as error:
        # Who sets an attribute that fitting never does has made what nothing can be built of.
        raise Refused(f"this estimator cannot be built of what it holds: {error}") from error


def built(exported: Mapping[str, Any]) -> Any:
    """Return the estimator that exported data describe; Refused where they describe none."""
    name = str(exported["name"])
    if name not in KINDS:
        raise Refused(f"expected one of {', '.join(sorted(KINDS))}, got {name}")
    kind = getattr(import_module(KINDS[name]), name)
    if name == PIPELINE:
        return kind([(str(each), built(step)) for each, step in exported["steps"]])
    known = kind().get_params()
    estimator = kind(**{key: v for key, v in exported["parameters"].items() if key in known})
    for key, value in exported["learnt"].items():
        if is_learnt(str(key)):
            setattr(estimator, str(key), _value(value))
    if name == "KMeans":
        estimator._n_threads = 1  # fit sets it, and predict reads it
    return estimator


def answer(estimator: Any, method: str, x: Any) -> Any:
    """Return the array that a method gives for some rows, texts as a list; Refused if it cannot."""
    name = type(estimator).__name__
    if method not in METHODS or not hasattr(estimator, method):
        raise Refused(f"this {name} has no {method}")
    try:
        given = np.asarray(getattr(estimator, method)(_value(x)))
    except Exception as error:
        # What was learnt may be anything, and fails in as many ways.
        raise Refused(f"this {name} cannot {method}: {error}") from error
    if given.dtype.kind in NUMBERS:
        return given
    values = given.tolist()
    if not all(isinstance(value, PLAIN) for value in given.ravel().tolist()):
        raise Refused(f"this {name} cannot {method}: it gives neither numbers nor texts")
    return values


def _value(value: Any) -> Any:
    """Return arrays as they are, lists as arrays, tensors as theirs."""
    value = getattr(value, "array", value)
    return np.asarray(value) if isinstance(value, list | tuple) else value
