"""Values of other kinds that lie about themselves are refused where they arrive."""

from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worker.packed import HUGE, ONES, frame, index, matrix, numbers, row, span

from autograder.worker import crossing, wire
from autograder.worker.wire import Packed, Tensor

FORGED: dict[str, Packed] = {
    "columns of other lengths": frame(2, numbers(1, 2), numbers(1, 2, 3)),
    "more names than columns": Packed("DataFrame", (span(2), span(2), [numbers(1, 2)])),
    "a thousand million rows": frame(HUGE, numbers(1)),
    "a thousand million rows of nothing": frame(HUGE),
    "an index of a thousand million": Packed("Index", (span(HUGE),)),
    "an index without a step": Packed("Index", (["range", 0, 5, 0, None],)),
    "an index of texts as bounds": Packed("Index", (["range", "0", "5", "1", None],)),
    "cells that hold a list": frame(1, ["cells", [[1]], row(0)]),
    "cells that hold an array": frame(1, ["cells", [row(1)], row(0)]),
    "cells that hold a reference": frame(1, ["cells", [wire.RemoteObject("worker")], row(0)]),
    "cells that hold a set": frame(1, ["cells", [Packed("set", (1,))], row(0)]),
    "cells out of range": frame(1, ["cells", ["a"], row(5)]),
    "cells counted from the end": frame(1, ["cells", ["a"], row(-1)]),
    "texts that are numbers": frame(1, ["texts", "python", "nan", [1], row(0)]),
    "texts kept elsewhere": frame(1, ["texts", "os", "nan", ["a"], row(0)]),
    "categories out of range": frame(1, ["categories", numbers(7), row(3), False]),
    "categories far below": frame(1, ["categories", numbers(7), row(-2), False]),
    "categories that are not whole": frame(
        1, ["categories", numbers(7), row(0.5, dtype="float64"), False]
    ),
    "one category twice": frame(1, ["categories", numbers(7, 7), row(0), False]),
    "gaps of another length": frame(2, ["masked", row(1, 2), row(True, dtype="bool")]),
    "a column of two dimensions": frame(1, ["numbers", Tensor(np.ones((1, 2)), "array")]),
    "a column of a kind of its own": frame(1, ["object", row(1)]),
    "a column that is a list": frame(1, [1, 2]),
    "a column without anything": frame(1, []),
    "a zone from elsewhere": frame(
        1, ["zoned times", row(1, dtype="datetime64[us]"), "../../etc/passwd"]
    ),
    "a zone that is no name": frame(1, ["zoned times", row(1, dtype="datetime64[us]"), 1.5]),
    "a frequency that is none": index(["numbers", row(1, dtype="datetime64[us]")], "x" * 20),
    "a frequency that does not fit": index(["numbers", row(1, 5, dtype="datetime64[s]")], "D"),
    "a frequency of numbers": index(numbers(1, 2), "D"),
    "periods of code": frame(1, ["periods", row(1), "__import__('os')"]),
    "intervals of other lengths": frame(1, ["intervals", numbers(1), numbers(1, 2), "left"]),
    "intervals the wrong way round": frame(1, ["intervals", numbers(5), numbers(1), "left"]),
    "levels out of range": Packed("Index", (["levels", [span(2)], [numbers(0, 9)], [None]],)),
    "levels in levels": Packed(
        "Index",
        (["levels", [["levels", [span(1)], [numbers(0)], [None]]], [numbers(0)], [None]],),
    ),
    "levels without names": Packed("Index", (["levels", [span(2)], [numbers(0)], []],)),
    "a name that is a list": Packed("Series", (numbers(1), span(1), [1])),
    "a series longer than its index": Packed("Series", (numbers(1, 2), span(1), None)),
    "two values for one": Packed("pandas value", ("numbers", row(1, 2))),
    "a gap by another name": Packed("gap", ("read_pickle",)),
    "columns out of range": matrix("csr", [1, 2], ONES, row(0, 2), row(0, 2)),
    "columns below 0": matrix("csr", [1, 2], ONES, row(0, -1), row(0, 2)),
    "rows that go backwards": matrix("csr", [2, 2], ONES, row(0, 1), row(0, 3, 2)),
    "rows that end late": matrix("csr", [1, 2], ONES, row(0, 1), row(0, 9)),
    "rows that are missing": matrix("csr", [5, 2], ONES, row(0, 1), row(0, 2)),
    "no place where rows begin": matrix("csc", [2, 0], row(), row(), row()),
    "pairs out of range": matrix("coo", [2, 2], ONES, row(0, 5), row(0, 0)),
    "pairs without numbers": matrix("coo", [2, 2], row(), row(0), row(0)),
    "a matrix of a thousand million rows": matrix("coo", [HUGE, 1], row(), row(), row()),
    "a matrix of a negative size": matrix("coo", [-1, 1], row(), row(), row()),
    "a matrix of another form": matrix("dia", [2, 2], ONES, row(0, 1), row(0, 1)),
    "a matrix of times": matrix("coo", [1, 1], row(1, dtype="datetime64[s]"), row(0), row(0)),
    "a date from a pickle": Packed("date", (b"\x07\xe4\x01\x01",)),
    "a time from a pickle": Packed("datetime", (b"\x07\xe4\x01\x01\0\0\0\0\0\0", None)),
    "the thirtieth of February": Packed("date", (2026, 2, 30)),
    "a span of seven numbers": Packed("timedelta", (1, 2, 3, 4, 5, 6, 7)),
    "a span of a thousand million years": Packed("timedelta", (HUGE * 400, 0, 0)),
    "a zone of a thousand days": Packed("datetime", (2026, 1, 1, 0, 0, 0, 0, 0, 86400 * 1000)),
    "a set of lists": Packed("set", ([1],)),
    "a set of references": Packed("set", (wire.RemoteObject("worker"),)),
    "a set with an entry twice": Packed("set", (1, 1.0)),
    "a set of tables": Packed("set", (frame(1, numbers(1)),)),
    "a record without an object": Packed("record", ("Point", {"x": 1}, None)),
    "a record whose fields have no names": Packed(
        "record", ("Point", {1: 1}, wire.RemoteObject(0))
    ),
    "a figure that is a text": Packed("Figure", ("title", "axes")),
    "a figure of lines": Packed("Figure", ("title", (Packed("Line", (ONES, ONES, *"abcd")),))),
    "a line of lists": Packed("Line", ([1], [2], *"abcd")),
    "a bar without a height": Packed("Bar", (1.0, 1.0, 1.0)),
    "a kind that does not exist": Packed("module", ("os",)),
    "a kind that is no text": Packed(3, ()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", FORGED)
def test_what_lies_about_itself_is_refused(name: str) -> None:
    """Parts that do not fit together are no value, whatever they claim to be."""
    message = wire.encode(FORGED[name])
    with pytest.raises(wire.WireError):
        wire.decode(message)


def entries_of_one_hash() -> Packed:
    """Return a set of many numbers that Python cannot tell apart by their hash."""
    modulus = (1 << 61) - 1
    pairs = [(number, number + modulus) for number in range(200)]
    tuples = tuple(
        tuple(pair[bit >> place & 1] for place, pair in enumerate(pairs[:8])) for bit in range(256)
    )
    return Packed("set", tuples)


def test_sets_of_one_hash_are_refused() -> None:
    """To compare each entry with each would take longer than anyone waits."""
    forged = entries_of_one_hash()
    assert len({hash(each) for each in forged.parts}) == 1
    with pytest.raises(wire.WireError, match="the same hash"):
        wire.decode(wire.encode(forged))


def test_a_million_lines_are_too_many() -> None:
    """They are counted before anything is built."""
    line = wire.encode(Packed("Line", (ONES, ONES, *"abcd")))
    lines = b"\xdd" + (10**6).to_bytes(4, "big") + line * 10**6
    axes = msgpack.packb(msgpack.ExtType(1, lines[: crossing.FRAME_BYTES // 4]))
    with pytest.raises(wire.WireError):
        wire.decode(axes)


WHOLE = st.integers(-5, 5)
PARTS = st.recursive(
    st.none() | WHOLE | st.text(max_size=3) | st.lists(WHOLE, max_size=3).map(lambda n: row(*n)),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)
KINDS = st.sampled_from(sorted({each.kind for each in FORGED.values() if type(each.kind) is str}))


@given(KINDS, st.lists(PARTS, max_size=5), st.sampled_from(sorted(FORGED)))
@settings(max_examples=300, deadline=None)
def test_parts_of_chance_are_a_value_or_refused(kind: str, parts: list[Any], name: str) -> None:
    """Nothing else is raised, whatever stands in the place of what."""
    decoded: Callable[[Any], Any] = lambda packed: wire.decode(wire.encode(packed))  # noqa: E731 - one line
    for forged in (Packed(kind, tuple(parts)), Packed(kind, FORGED[name].parts)):
        try:
            decoded(forged)
        except wire.WireError:
            continue
