"""What the auditor says when it cannot measure a model."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf

MESSAGE_CHARACTERS = 300
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


def refuse_unless(condition: bool, reason: str) -> None:
    """Raise Refused with `reason` where the condition does not hold."""
    if not condition:
        raise Refused(reason)


@contextmanager
def refusing(task: str) -> Iterator[None]:
    """Turn what TensorFlow and Keras raise about a student's graph into Refused."""
    try:
        yield
    except _RAISED as error:
        raise Refused(f"{task}: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    """Return the first line of a message without addresses, which differ from run to run."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return re.sub(r"0x[0-9a-f]+", "0x…", lines[0])[:MESSAGE_CHARACTERS]
