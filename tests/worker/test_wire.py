"""The codec: what crosses comes out as it went in, and nothing else comes out at all."""

import contextlib
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.worker import wire

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.floats(allow_nan=False), inner)
    ),
    max_leaves=20,
)


def same_types(one: Any, other: Any) -> bool:
    """Compare the types of two nested values; 1, 1.0 and True are equal but not the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        one, other = [*one, *one.values()], [*other, *other.values()]
    if isinstance(one, list | tuple):
        return all(map(same_types, one, other))
    return True


@given(PLAIN)
@settings(max_examples=60, deadline=None)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    """Builtin values cross with value and type kept, however nested."""
    back = wire.decode(wire.encode(value))
    assert back == value
    assert same_types(back, value)


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES))
def test_arrays_keep_type_shape_and_content(dtype: str) -> None:
    """Every allowed element type crosses, from a non-contiguous array as well."""
    array = np.arange(12).reshape(3, 4).astype(dtype).T
    back = wire.decode(wire.encode(wire.Tensor(array, "tensor")))
    assert back.kind == "tensor"
    assert back.array.dtype == array.dtype
    np.testing.assert_array_equal(back.array, array)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3)),
        np.array(2.5),
        np.array([1.0, 2.0], dtype=">f4"),
        np.array([np.nan, np.inf]),
    ],
)
def test_odd_arrays_cross(array: np.ndarray) -> None:
    """Empty, zero-dimensional, foreign-endian and non-finite arrays cross."""
    back = wire.decode(wire.encode(array)).array
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)


def test_references_and_slices_cross() -> None:
    """References and indexed slices come back field by field."""
    reference = wire.RemoteObject("notebook", ("clipper", "clip"), "Clipper")
    slices = wire.IndexedSlices(np.ones((2, 3)), np.array([0, 4]), (5, 3))
    back_reference, back_slices = wire.decode(wire.encode([reference, slices]))
    assert back_reference == reference
    np.testing.assert_array_equal(back_slices.values, slices.values)
    np.testing.assert_array_equal(back_slices.indices, slices.indices)
    assert back_slices.dense_shape == (5, 3)


class Half(float):
    """A float of another type."""


@pytest.mark.parametrize(
    "value",
    [Half(0.5), object(), 1j, 2**64, "\ud800", np.array(["text"]), np.array([object()])],
)
def test_what_is_not_data_is_not_written(value: Any) -> None:
    """Subclasses, objects, huge integers, broken text and object arrays are refused."""
    with pytest.raises(wire.WireError):
        wire.encode(value)


def tensor(*fields: Any) -> bytes:
    """Forge a tensor message."""
    return msgpack.packb(msgpack.ExtType(2, msgpack.packb(list(fields))))


def nested(depth: int) -> bytes:
    """Forge a list in a list in a list."""
    return b"\x91" * depth + b"\xc0"


FORGED = {
    "nothing": b"",
    "half a message": b"\x92\x01",
    "two messages": b"\x01\x02",
    "never used byte": b"\xc1",
    "array of four thousand million": b"\xdd\xff\xff\xff\xff",
    "map of four thousand million": b"\xdf\xff\xff\xff\xff",
    "text of four thousand million": b"\xdb\xff\xff\xff\xff",
    "nested too deep": nested(33),
    "nested a thousand deep": nested(1000),
    "tuples in tuples": None,
    "many empty lists": b"\xdc\xff\xff" + b"\x90" * 0xFFFF,
    "not UTF-8": b"\xa1\xff",
    "a list as a key": b"\x81\x90\x01",
    "a key given twice": b"\x82\xa1k\x01\xa1k\x02",
    "a date": msgpack.packb(msgpack.Timestamp(1)),
    "unknown extension": msgpack.packb(msgpack.ExtType(99, b"\x90")),
    "object array": tensor("array", "object", [1], b"\0" * 8),
    "kind that does not exist": tensor("matrix", "float32", [1], b"\0" * 4),
    "fewer bytes than the shape says": tensor("array", "float32", [2], b"\0" * 4),
    "negative dimensions": tensor("array", "float32", [-1, -1], b"\0" * 4),
    "dimensions that are not whole": tensor("array", "float32", [1.0], b"\0" * 4),
    "dimensions that overflow": tensor("array", "int8", [2**40, 2**40, 0], b""),
    "truth value of 7": tensor("array", "bool", [3], b"\0\7\1"),
    "missing field": tensor("array", "float32", [1]),
    "scalar with dimensions": tensor("scalar", "float32", [1], b"\0" * 4),
    "reference to a float": msgpack.packb(msgpack.ExtType(4, msgpack.packb([1.5, [], ""]))),
    "reference by a path of numbers": msgpack.packb(
        msgpack.ExtType(4, msgpack.packb([1, [2], ""]))
    ),
}


def tuples_in_tuples() -> bytes:
    """Forge forty extensions, one inside the other."""
    data = b"\x90"
    for _ in range(40):
        data = b"\x91" + msgpack.packb(msgpack.ExtType(1, data))
    return data


def test_nesting_is_no_way_to_use_up_memory() -> None:
    """A large value inside many extensions would be copied once for each of them."""
    data = msgpack.packb([b"x" * 500])
    for _ in range(20):
        data = msgpack.packb([msgpack.ExtType(1, data)])
    with pytest.raises(wire.WireError, match="too large for so deep"):
        wire.decode(data, wire.WireLimits(frame_bytes=2000))


@pytest.mark.parametrize("name", FORGED)
def test_forged_messages_are_refused(name: str) -> None:
    """Every forged message ends in WireError, whatever it claims to hold."""
    data = FORGED[name] if FORGED[name] is not None else tuples_in_tuples()
    limits = wire.WireLimits(values=50_000)
    with pytest.raises(wire.WireError):
        wire.decode(data, limits)


def test_long_messages_are_refused_unread() -> None:
    """A message over the limit of bytes is refused."""
    with pytest.raises(wire.WireError, match="100 are allowed"):
        wire.decode(b"\0" * 101, wire.WireLimits(frame_bytes=100))


ALLOWED = wire.PLAIN_TYPES | {list, tuple, dict, wire.Tensor, wire.IndexedSlices, wire.RemoteObject}


def assert_exact(value: Any) -> None:
    """Fail unless a value consists of exactly the types that may cross."""
    assert type(value) in ALLOWED
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        for item in value:
            assert_exact(item)


@given(st.binary(max_size=200), st.sampled_from([b"", *(data for data in FORGED.values() if data)]))
@settings(max_examples=400, deadline=None)
def test_noise_never_becomes_anything_else_than_data(noise: bytes, start: bytes) -> None:
    """Random bytes, and random ends of forged messages, give plain data or WireError."""
    for data in (noise, start[: len(noise)] + noise):
        try:
            value = wire.decode(data, wire.WireLimits(values=1000))
        except wire.WireError:
            continue
        assert_exact(value)


@given(PLAIN, st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=200, deadline=None)
def test_a_changed_byte_never_escapes(value: Any, position: int, byte: int) -> None:
    """A good message with one byte changed gives plain data or WireError."""
    data = bytearray(wire.encode([value, np.ones(2), wire.RemoteObject(1, ("a",))]))
    data[position % len(data)] = byte
    with contextlib.suppress(wire.WireError):
        assert_exact(wire.decode(bytes(data)))
