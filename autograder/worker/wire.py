"""The codec that both sides of the trust boundary share: msgpack with raw arrays, never pickle.

Plain values cross as themselves; tuples, tensors, indexed slices and references are msgpack
extension types. The decoder trusts nothing: it caps length, depth and number of values, allows
only listed element types, and gives exact builtin types or the frozen classes of `wire_values`.
Values of other kinds, such as tables, are packed into these, and built once all of it is checked.
"""

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgpack
import numpy as np

from autograder.worker import crossing, kinds
from autograder.worker.msgpack_headers import TooMany, count_values
from autograder.worker.wire_values import (
    DTYPES,
    KEY_TYPES,
    KINDS,
    PLAIN_TYPES,
    IndexedSlices,
    Packed,
    RemoteObject,
    Tensor,
    TooLarge,
    WireError,
    WireLimits,
)

__all__ = [
    "DTYPES",
    "KEY_TYPES",
    "KINDS",
    "PLAIN_TYPES",
    "IndexedSlices",
    "Packed",
    "RemoteObject",
    "Tensor",
    "TooLarge",
    "WireError",
    "WireLimits",
    "check_length",
    "decode",
    "encode",
]

_TUPLE, _TENSOR, _SLICES, _REFERENCE, _PACKED = 1, 2, 3, 4, 5


def encode(value: Any, limits: WireLimits | None = None) -> bytes:
    """Return the message for a value; WireError when it holds something that cannot cross.

    TooLarge where `decode` would refuse the message for its size: both count alike.
    """
    limits = limits or WireLimits()
    try:
        _check_depth(value, limits.depth)
        packed = _Encoder(limits).pack(value)
        check_length(len(packed), limits.frame_bytes)
    except TooMany as error:
        raise TooLarge(f"more than {limits.values:,} values, keys included") from error
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise WireError(f"this value cannot be handed over: {error}") from error
    return packed


def decode(data: bytes | bytearray, limits: WireLimits | None = None) -> Any:
    """Return the value of a message; WireError for anything that `encode` would not write."""
    limits = limits or WireLimits()
    check_length(len(data), limits.frame_bytes)
    try:
        value = _Decoder(limits).unpack(data)
        _check_depth(value, limits.depth)
        _check_types(value)
        return kinds.built(value)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise WireError(f"not a message: {error}") from error


def check_length(length: int, allowed: int) -> None:
    """TooLarge for a message longer than is allowed."""
    if length > allowed:
        raise TooLarge(f"{length:,} bytes, {allowed:,} are allowed")


class _Budget:
    """What one message has used of its limits: counted alike by whoever writes and reads it."""

    def __init__(self, limits: WireLimits) -> None:
        self.limits = limits
        self.left = limits.values
        self.level = 0
        self.copied = 0

    def count(self, data: bytes | bytearray) -> None:
        """Count the values of a message, or of one that is nested in it."""
        self.left -= count_values(data, self.left)

    @contextlib.contextmanager
    def nested(self) -> Iterator[None]:
        """Go one level deeper."""
        self.level += 1
        if self.level > self.limits.depth:
            raise TooLarge(f"nested deeper than {self.limits.depth}")
        yield
        self.level -= 1

    def copy(self, data: bytes) -> None:
        """Count what is copied out of what it is nested in, level by level.

        All of it together may be no more than one message of the greatest length.
        """
        self.copied += len(data)
        if self.copied > self.limits.frame_bytes:
            allowed = f"{self.limits.frame_bytes:,} bytes"
            raise TooLarge(f"too large for so deep a nesting: more than {allowed} in all")


class _Encoder(_Budget):
    """Writes one message."""

    def pack(self, value: Any) -> bytes:
        packed: bytes = msgpack.packb(value, default=self._extension, strict_types=True)
        self.count(packed)
        return packed

    def _extension(self, value: Any) -> msgpack.ExtType:
        code, fields = _fields(value)
        with self.nested():
            data = self.pack(fields)
        self.copy(data)
        return msgpack.ExtType(code, data)


def _fields(value: Any) -> tuple[int, list[Any]]:
    """Return the code of an extension type, and what it holds."""
    if type(value) is tuple:
        return _TUPLE, list(value)
    if isinstance(value, RemoteObject):
        return _REFERENCE, [value.root, list(value.path), value.type_name]
    if isinstance(value, IndexedSlices):
        shape = None if value.dense_shape is None else list(value.dense_shape)
        return _SLICES, [value.values, value.indices, shape]
    packed = kinds.packed(value)
    if packed is not None:
        return _PACKED, [packed.kind, *packed.parts]
    return _TENSOR, _tensor_fields(value)


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


class _Decoder(_Budget):
    """Reads one message; counts before it builds: a small one cannot become a huge object."""

    def unpack(self, data: bytes | bytearray) -> Any:
        self.count(data)
        return msgpack.unpackb(
            data, strict_map_key=False, object_pairs_hook=_read_dict, ext_hook=self._extension
        )

    def _extension(self, code: int, data: bytes) -> Any:
        self.copy(data)
        with self.nested():
            fields = self.unpack(data)
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


def _read_reference(root: Any, path: Any, type_name: Any) -> RemoteObject:
    names = (*path, type_name) if type(path) is list else (None,)
    if type(root) not in (str, int) or any(type(name) is not str for name in names):
        raise WireError("not a reference")
    return RemoteObject(root, tuple(path), type_name)


def _read_packed(kind: Any, *parts: Any) -> Packed:
    if type(kind) is not str:
        raise WireError("not a kind of value")
    return Packed(kind, parts)


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
    _PACKED: _read_packed,
}
_HOLDERS = frozenset({list, tuple, dict, Packed})
_CHECKED = PLAIN_TYPES | _HOLDERS | {Tensor, IndexedSlices, RemoteObject}


def _check_depth(value: Any, depth: int) -> None:
    if depth == 0:
        raise TooLarge(f"nested deeper than {crossing.DEPTH}, or it holds itself")
    for item in _items(value):
        _check_depth(item, depth - 1)


def _check_types(value: Any) -> None:
    if type(value) is dict and any(type(key) not in KEY_TYPES for key in value):
        raise WireError("a key that is not plain")
    if type(value) not in _CHECKED:
        raise WireError(f"a value of type {type(value).__name__}")
    for item in _items(value):
        _check_types(item)


def _items(value: Any) -> Iterable[Any]:
    """Return what a value holds, keys aside."""
    if type(value) is dict:
        return value.values()
    if type(value) is Packed:
        return value.parts
    return value if type(value) in (list, tuple) else ()
