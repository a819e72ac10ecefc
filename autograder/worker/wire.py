"""The codec that both sides of the trust boundary share: msgpack with raw arrays, never pickle.

Plain values cross as themselves; tuples, tensors, indexed slices and references are msgpack
extension types. The decoder trusts nothing: it caps length, depth and number of values, allows
only listed element types, and gives exact builtin types or the frozen classes below.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np

from autograder.worker.heads import count_values

KINDS = frozenset({"tensor", "variable", "array", "scalar"})
DTYPES = frozenset(
    {
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    }
)
PLAIN_TYPES = frozenset({type(None), bool, int, float, str, bytes})
KEY_TYPES = frozenset({type(None), bool, int, float, str})

_TUPLE, _TENSOR, _SLICES, _REFERENCE = 1, 2, 3, 4


class WireError(ValueError):
    """A value that cannot cross, or bytes that are not a message."""


@dataclass(frozen=True)
class WireLimits:
    """What the decoder accepts: bytes of a message, nesting, and values in all."""

    frame_bytes: int = 64 << 20
    depth: int = 32
    nodes: int = 200_000


@dataclass(frozen=True, eq=False)
class Tensor:
    """Anything array-like: `kind` is tensor, variable (both TensorFlow), array or scalar (NumPy).

    `array` is C-contiguous, in native byte order, with an element type from `DTYPES`.
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
class Reference:
    """An object that stays in the worker.

    `root` is "notebook" (the student's names), "worker" (the worker's own functions) or the
    number of a handle; `path` leads on from there; `type_name` is set in replies only.
    """

    root: str | int
    path: tuple[str, ...] = ()
    type_name: str = ""


def encode(value: Any) -> bytes:
    """Return the message for a value; WireError when it holds something that cannot cross."""
    try:
        packed: bytes = msgpack.packb(value, default=_extension, strict_types=True)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise WireError(f"this value cannot be handed over: {error}") from error
    return packed


def _extension(value: Any) -> msgpack.ExtType:
    if type(value) is tuple:
        return msgpack.ExtType(_TUPLE, encode(list(value)))
    if isinstance(value, Reference):
        fields = [value.root, list(value.path), value.type_name]
        return msgpack.ExtType(_REFERENCE, encode(fields))
    if isinstance(value, IndexedSlices):
        shape = None if value.dense_shape is None else list(value.dense_shape)
        return msgpack.ExtType(_SLICES, encode([value.values, value.indices, shape]))
    return msgpack.ExtType(_TENSOR, encode(_tensor_fields(value)))


def _tensor_fields(value: Any) -> list[Any]:
    if isinstance(value, Tensor):
        array, kind = value.array, value.kind
    elif isinstance(value, np.generic):
        array, kind = np.asarray(value), "scalar"
    elif type(value) is np.ndarray:
        array, kind = value, "array"
    else:
        raise WireError(f"an object of type {type(value).__qualname__} cannot cross")
    if array.dtype.name not in DTYPES:
        raise WireError(f"element type {array.dtype.name} cannot cross")
    native = np.asarray(array, dtype=array.dtype.newbyteorder("="), order="C")
    return [kind, native.dtype.name, list(native.shape), native.tobytes()]


def decode(data: bytes | bytearray, limits: WireLimits | None = None) -> Any:
    """Return the value of a message; WireError for anything that `encode` would not write."""
    limits = limits or WireLimits()
    check_length(len(data), limits.frame_bytes)
    try:
        value = _Decoder(limits).unpack(data)
        _check_tree(value, limits.depth)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise WireError(f"not a message: {error}") from error
    return value


def check_length(length: int, allowed: int) -> None:
    """WireError for a message longer than is allowed."""
    if length > allowed:
        raise WireError(f"a message of {length} bytes, {allowed} are allowed")


class _Decoder:
    """Counts what it builds, so that a small message cannot become a huge object."""

    def __init__(self, limits: WireLimits) -> None:
        self.limits = limits
        self.left = limits.nodes
        self.level = 0
        self.copied = 0

    def unpack(self, data: bytes | bytearray) -> Any:
        self.left -= count_values(data, self.left)
        return msgpack.unpackb(
            data, strict_map_key=False, object_pairs_hook=_read_dict, ext_hook=self._extension
        )

    def _extension(self, code: int, data: bytes) -> Any:
        self.level += 1
        self.copied += len(data)
        if self.level > self.limits.depth:
            raise WireError(f"nested deeper than {self.limits.depth}")
        # What is nested is copied out of what it is nested in, level by level: all of it together
        # may be no more than one message of the greatest length.
        if self.copied > self.limits.frame_bytes:
            raise WireError("too large for so deep a nesting")
        fields = self.unpack(data)
        self.level -= 1
        if type(fields) is not list or code not in _READERS:
            raise WireError(f"unknown extension {code}")
        return _READERS[code](*fields)


def _read_dict(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise WireError("a key given twice")
    return result


def _read_tuple(*items: Any) -> tuple[Any, ...]:
    return items


def _read_tensor(kind: Any, dtype: Any, shape: Any, data: Any) -> Tensor:
    if kind not in KINDS or dtype not in DTYPES or type(data) is not bytes:
        raise WireError("not a tensor")
    dimensions = _read_shape(shape)
    element = np.dtype(dtype)
    if math.prod(dimensions) * element.itemsize != len(data):
        raise WireError("a tensor whose shape and bytes disagree")
    if kind == "scalar" and dimensions:
        raise WireError("a scalar with dimensions")
    if dtype == "bool" and data.strip(b"\0\1"):
        raise WireError("a truth value that is neither 0 nor 1")
    return Tensor(np.frombuffer(data, dtype=element).reshape(dimensions), kind)


def _read_slices(values: Any, indices: Any, shape: Any) -> IndexedSlices:
    if type(values) is not Tensor or type(indices) is not Tensor:
        raise WireError("indexed slices without arrays")
    if indices.array.dtype.kind not in "iu" or indices.array.ndim != 1 or values.array.ndim < 1:
        raise WireError("indexed slices whose indices are not a row of integers")
    dense_shape = None if shape is None else _read_shape(shape)
    return IndexedSlices(values.array, indices.array, dense_shape)


def _read_reference(root: Any, path: Any, type_name: Any) -> Reference:
    names = (*path, type_name) if type(path) is list else (None,)
    if type(root) not in (str, int) or any(type(name) is not str for name in names):
        raise WireError("not a reference")
    return Reference(root, tuple(path), type_name)


def _read_shape(shape: Any) -> tuple[int, ...]:
    if type(shape) is not list or len(shape) > 32 or not all(map(_is_size, shape)):
        raise WireError("not a shape")
    return tuple(shape)


def _is_size(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 31


_READERS: dict[int, Callable[..., Any]] = {
    _TUPLE: _read_tuple,
    _TENSOR: _read_tensor,
    _SLICES: _read_slices,
    _REFERENCE: _read_reference,
}
_LEAF_TYPES = PLAIN_TYPES | {Tensor, IndexedSlices, Reference}


def _check_tree(value: Any, depth: int) -> None:
    if depth == 0:
        raise WireError("nested too deep")
    if type(value) is dict:
        if any(type(key) not in KEY_TYPES for key in value):
            raise WireError("a key that is not plain")
        value = list(value.values())
    if type(value) in (list, tuple):
        for item in value:
            _check_tree(item, depth - 1)
    elif type(value) not in _LEAF_TYPES:
        raise WireError(f"a value of type {type(value).__name__}")
