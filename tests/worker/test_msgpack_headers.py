"""Values of a message are counted before they are built."""

import tracemalloc
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.worker import wire
from autograder.worker.msgpack_headers import count_values

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text()
    | st.binary()
    | st.builds(msgpack.ExtType, st.integers(0, 127), st.binary(max_size=40))
)
VALUES = st.recursive(LEAVES, lambda each: st.lists(each) | st.dictionaries(st.text(), each))


def counted(value: Any) -> int:
    """Count the values of a tree, keys included."""
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(counted, value.values()))
    return 1 + sum(map(counted, value)) if isinstance(value, list) else 1


@given(VALUES)
def test_values_are_counted_as_they_are(value: Any) -> None:
    """The count is that of the tree; one fewer is too few."""
    message, number = msgpack.packb(value), counted(value)
    assert count_values(message, number) == number
    with pytest.raises(ValueError, match="more than"):
        count_values(message, number - 1)


@pytest.mark.parametrize("size", [31, 32, 255, 256, 65535, 65536])
def test_every_width_of_a_length_is_read(size: int) -> None:
    """Texts, bytes, extensions, lists and maps have heads of several widths."""
    extension = msgpack.ExtType(1, b"x" * size)
    for value in ("x" * size, b"x" * size, extension, [None] * size, dict.fromkeys(range(size))):
        message = msgpack.packb([value, 1])
        assert count_values(message, 1 << 20) == 2 + counted(value)


def test_what_is_claimed_must_be_there() -> None:
    """A list that claims more than follows is refused."""
    with pytest.raises(ValueError, match="cut short"):
        count_values(b"\x92\x01", 10)


def test_claims_reserve_no_memory() -> None:
    """A thousand lists in each other that claim many items are refused before one is built."""
    message = b"\xdd\x00\x03\x0d\x40" * 1000
    message = msgpack.packb([msgpack.ExtType(1, message)] * 3)
    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError, match="more than"):
            wire.decode(message)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20


def test_arrays_of_a_message_count_together() -> None:
    """What is nested in extensions counts as well."""
    message = wire.encode([np.ones(3)] * 100)
    assert len(wire.decode(message, wire.WireLimits(values=1000))) == 100
    with pytest.raises(wire.WireError, match="more than"):
        wire.decode(message, wire.WireLimits(values=500))
