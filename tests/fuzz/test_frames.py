"""Any frame from a student's process: a checked value or a fault of the student's."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgpack
import numpy as np
import pytest
from fuzz.examples import FRAMES
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.limits import Limits
from autograder.sandbox.faults import InvalidReply, WorkerFault, WorkerRaised
from autograder.sandbox.levels import FULL
from autograder.sandbox.process import Handles, Process
from autograder.worker import wire
from autograder.worker.channel import read_frame
from autograder.worker.wire import RemoteObject

LIMITS = wire.WireLimits(frame_bytes=1 << 16, values=1000)
DTYPES = st.sampled_from([*sorted(wire.DTYPES), "object", "V8", "<f4", "str"])
PLAIN: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8)
)
PLAIN |= st.binary(max_size=16) | st.builds(np.float32, st.floats(width=32))
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN
    | st.builds(RemoteObject, st.text(max_size=4) | st.integers(0, 9), st.just(("a",)))
    | st.lists(st.integers(0, 255), max_size=6).map(lambda row: np.array(row, dtype=np.int16)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=6) | st.integers(0, 9) | st.none(), inner, max_size=4)
    ),
    max_leaves=8,
)
# What the decoder looks into, with the fields of tensors, slices and references made up.
TENSOR = st.tuples(
    st.sampled_from([*sorted(wire.KINDS), "x"]) | PLAIN,
    DTYPES | PLAIN,
    st.lists(st.integers(-1, 5) | PLAIN, max_size=3) | PLAIN,
    st.binary(max_size=48) | PLAIN,
).map(list)
INSIDE = TENSOR | st.lists(VALUES, max_size=4) | VALUES
EXTENSIONS = st.tuples(st.integers(0, 6), INSIDE | st.binary(max_size=20))


@st.composite
def spoilt(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """A dictionary as it should be, more often than not; else a field is anything, or missing."""
    made = {name: draw(field) for name, field in fields.items()}
    for name in draw(st.just([]) | st.lists(st.sampled_from([*fields]), max_size=1)):
        made.pop(name, None)
        if draw(st.booleans()):
            made[name] = draw(VALUES)
    return made


TEXT = st.text(max_size=8)
TEXTS = st.lists(TEXT, max_size=2)
BUNDLE = {"data": st.dictionaries(TEXT, TEXT | TEXTS, max_size=2), "metadata": st.just({})}
STREAM = {"name": st.sampled_from(["stdout", "stderr"]), "text": TEXT}
OUTPUT = st.one_of(
    spoilt({"output_type": st.just("stream"), **STREAM}),
    spoilt({"output_type": st.just("display_data"), **BUNDLE}),
    spoilt(
        {"output_type": st.just("execute_result"), **BUNDLE, "execution_count": st.integers(0, 9)}
    ),
    spoilt({"output_type": st.just("error"), "ename": TEXT, "evalue": TEXT, "traceback": TEXTS}),
)
ERROR_FIELDS = dict.fromkeys(("type", "message", "place", "traceback"), TEXT)
ERROR = spoilt({**ERROR_FIELDS, "bases": TEXTS})
UPDATES = st.lists(st.lists(st.integers(-2, 2) | VALUES, min_size=3, max_size=5), max_size=2)
ID = {"id": st.just(1)}
RUN = {
    "outputs": st.lists(OUTPUT, max_size=2),
    "execution_count": st.integers(0, 9),
    "updates": st.just([]) | UPDATES,
    "error": st.none() | ERROR,
}
REPLIES = st.one_of(spoilt(ID | RUN), spoilt(ID | {"error": ERROR}), spoilt(ID | {"value": VALUES}))


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """A frame: any bytes, a reply with nonsense in it, or one with some bytes changed."""
    kind = draw(st.sampled_from(["bytes", "extension", "reply", "changed"]))
    if kind == "bytes":
        return draw(st.binary(max_size=60))
    if kind == "extension":
        code, inside = draw(EXTENSIONS)
        data = inside if isinstance(inside, bytes) else encoded(inside)
        return bytes(msgpack.packb([1, msgpack.ExtType(code, data)]))
    whole = encoded(draw(REPLIES))
    if kind == "reply":
        return whole
    begin = draw(st.integers(0, len(whole)))
    end = draw(st.integers(begin, min(len(whole), begin + 4)))
    return whole[:begin] + draw(st.binary(max_size=4)) + whole[end:]


def encoded(value: Any) -> bytes:
    """Return the frame of a value; what cannot cross is left out."""
    try:
        return wire.encode(value)
    except wire.WireError:
        return wire.encode(None)


@contextmanager
def answering(data: bytes, status: int = 0) -> Iterator[Process]:
    """A process whose other end answers the first request with these bytes, and is gone."""
    near, far = socket.socketpair()
    reader, writer = os.pipe()
    os.write(writer, json.dumps({"code": status, "peak": 1, "filled": False}).encode())
    os.close(writer)

    def answer() -> None:
        with far:
            read_frame(far, LIMITS.frame_bytes)
            far.sendall(data)

    peer = threading.Thread(target=answer)
    peer.start()
    with Process(Handles(near, reader, 0, None), Limits(), FULL) as process:
        yield process
    peer.join()


@FRAMES
@given(frames())
@example(b"\x91" * 100_000)
@example(b"\xc9\x00\x00\x00\x02\x02\x93\x00")
def test_any_frame_is_a_value_or_refused(frame: bytes) -> None:
    """What the decoder lets through is what the encoder writes: it crosses again unchanged."""
    try:
        value = wire.decode(frame, LIMITS)
    except wire.WireError as error:
        assert str(error)
        return
    again = wire.encode(value)
    assert wire.encode(wire.decode(again)) == again


def framed(value: Any) -> bytes:
    """Return what goes over the bridge for a value."""
    data = encoded(value)
    return len(data).to_bytes(4, "big") + data


def test_valid_error_is_the_students_exception() -> None:
    """An error with all its fields is taken: as the end of a call, and as a part of a run."""
    error = dict.fromkeys(ERROR_FIELDS, "a") | {"bases": ["a", "b"]}
    reply = {"id": 1, "error": error}
    with answering(framed(reply)) as process:
        with pytest.raises(WorkerRaised, match="a: a") as raised:
            process.call(RemoteObject("notebook", ("f",)), [], {}, 10)
        assert (raised.value.error.bases, process.alive) == (("a", "b"), True)
    run = {**reply, "outputs": [], "execution_count": 1, "updates": []}
    with answering(framed(run)) as process:
        assert process.run_cell("x", 10).error.bases == ("a", "b")


@FRAMES
@given(frames(), st.booleans())
def test_any_reply_is_a_result_or_the_students_fault(frame: bytes, is_cell: bool) -> None:
    """A reply becomes a checked result; for anything else the student's process is ended."""
    with answering(len(frame).to_bytes(4, "big") + frame) as process:
        try:
            if is_cell:
                run = process.run_cell("x", 10)
                json.dumps(run.outputs).encode()
            else:
                process.call(RemoteObject("notebook", ("f",)), [], {}, 10)
        except WorkerFault as error:
            assert str(error)
            return
        assert process.alive


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\0\5half"])
def test_frame_that_breaks_off_is_a_death(data: bytes) -> None:
    """Half a frame and then nothing is the end of the process, in words."""
    with answering(data, 7) as process, pytest.raises(WorkerFault, match="exit status 7"):
        process.run_cell("x", 10)


@pytest.mark.parametrize("length", [1 << 31, (1 << 32) - 1])
def test_length_beyond_all_bounds_allocates_nothing(length: int) -> None:
    """A frame that says it is longer than allowed is refused by its header."""
    data = length.to_bytes(4, "big")
    with answering(data) as process, pytest.raises(InvalidReply, match="are allowed"):
        process.run_cell("x", 10)
