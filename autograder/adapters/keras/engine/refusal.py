"""What the auditor says when it cannot measure a model."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf

MESSAGE_CHARACTERS = 300
_TRACE = ("Graph execution error", "Detected at node", "<stack traces", 'File "', "[[")
_RAISED = (
    tf.errors.OpError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
)


class Refused(Exception):
    """The model, its optimizer or its loss is at fault; the text is for the student."""


class Spoilt(Exception):
    """Something was lost on the way, which is no fault of the model's author."""


def refuse(objection: str | None) -> None:
    """Raise Refused where there is an objection."""
    if objection is not None:
        raise Refused(objection)


def refuse_unless(condition: bool, reason: str) -> None:
    """Raise Refused with `reason` where the condition does not hold."""
    if not condition:
        raise Refused(reason)


@contextmanager
def refusing(task: str) -> Iterator[None]:
    """Turn what TensorFlow and Keras raise about a student's graph into Refused."""
    with _turning_into(Refused, task):
        yield


@contextmanager
def spoiling(task: str) -> Iterator[None]:
    """Turn what TensorFlow raises about a graph that was right before it came into Spoilt."""
    with _turning_into(Spoilt, task):
        yield


@contextmanager
def _turning_into(kind: type[Exception], task: str) -> Iterator[None]:
    try:
        yield
    except _RAISED as error:
        raise kind(f"{task}: {_gist(error)}") from error


def _gist(error: BaseException) -> str:
    """Return the line that says what is wrong.

    Without TensorFlow's trace, whose paths are ours, and without addresses and function numbers,
    which differ from run to run.
    """
    lines = [line.strip() for line in str(error).splitlines()]
    telling = [line for line in lines if line and not line.startswith(_TRACE)]
    line = telling[0] if telling else type(error).__name__
    return re.sub(r"0x[0-9a-f]+|\s*\[Op:\w+\]", "", line)[:MESSAGE_CHARACTERS]
