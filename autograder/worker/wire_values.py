"""What crosses beside Python's plain values, as it stands on the wire."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.worker import crossing
from autograder.worker.numpy_like import NumpyLike

KINDS = frozenset({"tensor", "variable", "array", "scalar"})
TIME_UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns")
DTYPES = frozenset(
    {
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
        *(f"{kind}64[{unit}]" for kind in ("datetime", "timedelta") for unit in TIME_UNITS),
    }
)
PLAIN_TYPES = frozenset({type(None), bool, int, float, str, bytes})
KEY_TYPES = frozenset({type(None), bool, int, float, str})
INT64 = range(-(1 << 63), 1 << 63)


class WireError(ValueError):
    """A value that cannot cross, or bytes that are not a message."""


class TooLarge(WireError):
    """A value that is more than may cross; the text says how much may."""


@dataclass(frozen=True)
class WireLimits:
    """What one message may hold: bytes, nesting, and values in all, keys of a dict included."""

    frame_bytes: int = crossing.FRAME_BYTES
    depth: int = crossing.DEPTH
    values: int = crossing.VALUES

    @property
    def of_requests(self) -> "WireLimits":
        """A little more: else a student could return what a grader cannot hand over again."""
        return WireLimits(
            self.frame_bytes + crossing.MORE_BYTES,
            self.depth + crossing.MORE_DEPTH,
            self.values + crossing.MORE_VALUES,
        )


@dataclass(frozen=True, eq=False, repr=False)
class Tensor(NumpyLike):
    """Anything array-like: `kind` is tensor, variable (both TensorFlow), array or scalar (NumPy).

    `array` is C-contiguous, in native byte order, with an element type from `DTYPES`. For
    whoever computes with it, it is that array.
    """

    array: np.ndarray[Any, Any]
    kind: str


@dataclass(frozen=True, eq=False)
class IndexedSlices:
    """Rows `values` of a tensor of shape `dense_shape` that stand at `indices`."""

    values: np.ndarray[Any, Any]
    indices: np.ndarray[Any, Any]
    dense_shape: tuple[int, ...] | None


@dataclass(frozen=True)
class RemoteObject:
    """An object that stays in the worker.

    `root` is "notebook" (the student's names), "worker" (the worker's own functions) or the
    number of a handle; `path` leads on from there; `type_name` is set in replies only.
    """

    root: str | int
    path: tuple[str, ...] = ()
    type_name: str = ""


@dataclass(frozen=True)
class Packed:
    """A value of another kind, such as a date or a table, in parts that cross by themselves.

    `autograder.worker.kinds` takes values apart, and builds them again.
    """

    kind: str
    parts: tuple[Any, ...]


def crosses(value: Any, allowed: frozenset[type]) -> bool:
    """Tell whether a value is exactly of a plain type and fits into it on the other side."""
    if type(value) not in allowed:
        return False
    if type(value) is int:
        return value in INT64
    return type(value) is not str or value.isascii() or _is_unicode(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
