"""The trusted end of the bridge: deaths, timeouts and forged replies, told in words."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.errors import SandboxUnavailable
from autograder.limits import Limits
from autograder.sandbox.faults import (
    InvalidReply,
    RemoteError,
    WorkerDied,
    WorkerFault,
    WorkerTimeout,
)
from autograder.sandbox.levels import FULL
from autograder.sandbox.process import Handles, Process, words_for
from autograder.worker import wire
from autograder.worker.channel import write_frame

SECONDS = 20.0
GIB = 1 << 20  # in KiB


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os; os._exit(0)", "exit status 0"),
        ("import os; os._exit(7)", "exit status 7"),
        ("import os; os.abort()", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "SIGTERM"),
        (
            "import os\nfor n in range(3, 99):\n    try: os.close(n)\n    except OSError: pass",
            "ended itself",
        ),
    ],
)
def test_a_death_is_told_by_how_it_came(worker: Process, source: str, words: str) -> None:
    """Exit status and signal of a worker that ends are in the message, also the second time."""
    with pytest.raises(WorkerDied, match=words) as first:
        worker.run_cell(source, SECONDS)
        worker.run_cell("1", SECONDS)
    assert not worker.alive
    with pytest.raises(WorkerDied) as second:
        worker.run_cell("1", SECONDS)
    assert str(second.value) == str(first.value)


@pytest.mark.parametrize(
    "source",
    [
        *("while True: pass", "import time; time.sleep(99)", "sum(range(10**12))"),
        "import threading\nthreading.Event().wait()",
        "import signal\nfor n in range(1, 32):\n    if n not in (9, 19):\n"
        "        signal.signal(n, signal.SIG_IGN)\nwhile True: pass",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    ],
)
def test_endless_cells_are_stopped(worker: Process, source: str) -> None:
    """A loop, a sleep, a long C call, ignored or stopped: the time limit holds."""
    with pytest.raises(WorkerTimeout, match=r"0\.3 s"):
        worker.run_cell(source, 0.3)
    with pytest.raises(WorkerDied, match=r"0\.3 s"):
        worker.run_cell("1", SECONDS)


def test_a_memory_bomb_is_an_exception_or_a_death_by_memory(
    spawn: Callable[..., Process],
) -> None:
    """Asking for more than allowed gives MemoryError, or ends with words about memory."""
    worker = spawn(data_bytes=700 << 20)
    bomb = "x = []\nwhile True: x.append(bytearray(10**7))"
    try:
        error = worker.run_cell(bomb, SECONDS).error
    except WorkerDied as death:
        assert "memory" in str(death)
    else:
        assert error is not None
        assert error.type_name == "MemoryError"


@pytest.mark.parametrize(
    ("code", "peak", "words"),
    [
        (3, GIB, "ended itself with exit status 3"),
        (1, GIB * 2, "ran out of memory and ended with exit status 1"),
        (12, GIB, "ran out of memory and ended with exit status 12"),
        (-9, GIB, "killed (SIGKILL), most likely because memory ran out"),
        (-6, GIB * 2, "ran out of memory and ended with SIGABRT"),
        (-11, GIB // 4, "crashed with SIGSEGV: it had used 256 MiB of the 2048 MiB allowed"),
        (-63, GIB // 4, "signal 63"),
    ],
)
def test_deaths_in_words(code: int, peak: int, words: str) -> None:
    """A crash near the memory limit is put down to memory, any other to its signal."""
    assert words in words_for(code, peak, Limits())


def bridge_of_the_worker() -> str:
    """Return code that finds the bridge among the descriptors of a worker."""
    return (
        "import os, socket, struct, msgpack\n"
        "folder = '/proc/self/fd/'\n"
        "bridge = min(int(n) for n in os.listdir(folder) if os.path.islink(folder + n)\n"
        "             and os.readlink(folder + n).startswith('socket:'))\n"
        "def forge(data): os.write(bridge, struct.pack('>I', len(data)) + data)\n"
    )


@pytest.mark.parametrize(
    "forgery",
    [
        "os.write(bridge, b'garbage that is no frame at all')",
        "os.write(bridge, b'\\xff\\xff\\xff\\xff')",
        "forge(b'\\xc1')",
        "forge(msgpack.packb({'id': 999, 'value': 1}))",
        "forge(msgpack.packb({'id': 2, 'outputs': 'forged'}))",
        "forge(msgpack.packb([1, 2, 3]))",
    ],
)
def test_forged_replies_end_the_worker(worker: Process, forgery: str) -> None:
    """Whatever a student writes to the bridge costs her the process, and nothing else."""
    worker.run_cell(bridge_of_the_worker(), SECONDS)
    with pytest.raises(InvalidReply):
        worker.run_cell(forgery, SECONDS)
    assert not worker.alive


def test_a_reply_in_advance_is_not_taken(worker: Process) -> None:
    """A forged reply that waits on the bridge before a question is asked is refused."""
    worker.run_cell(bridge_of_the_worker(), SECONDS)
    later = "import threading\nreply = msgpack.packb({'id': 3, 'value': 1})\n"
    later += "threading.Timer(0.3, forge, [reply]).start()"
    worker.run_cell(later, SECONDS)
    worker.handles.bridge.settimeout(SECONDS)
    assert worker.handles.bridge.recv(1, socket.MSG_PEEK)
    with pytest.raises(InvalidReply, match="nobody asked"):
        worker.call(wire.RemoteObject("notebook", ("x",)), None, {}, SECONDS)


@pytest.fixture
def forger() -> Iterator[tuple[Process, socket.socket]]:
    """A client whose worker is this test: it says whatever it wants."""
    near, far = socket.socketpair()
    reader, writer = os.pipe()
    os.close(writer)
    process = Process(Handles(near, reader, 0, None), Limits(frame_bytes=10_000), FULL)
    with far:
        yield process, far
    process.close()


def reply(**fields: Any) -> bytes:
    """Encode a reply to the first request."""
    return wire.encode({"id": 1, **fields})


OUTPUT = {"output_type": "display_data", "data": {}, "metadata": {}}
RUN = {"outputs": [], "execution_count": 1, "error": None, "updates": []}
ERROR = {"type": "E", "bases": ["E"], "message": "m", "place": "line 1", "traceback": "t"}


@pytest.mark.parametrize(
    "forged",
    [
        wire.encode(None),
        wire.encode([]),
        wire.encode({"id": 2, **RUN}),
        reply(),
        reply(**RUN | {"outputs": None}),
        reply(**RUN | {"outputs": [1]}),
        reply(**RUN | {"execution_count": "1"}),
        reply(**RUN | {"outputs": [{"output_type": "stream", "name": "stdin", "text": ""}]}),
        reply(**RUN | {"outputs": [{"output_type": ["stream"]}]}),
        reply(**RUN | {"outputs": [OUTPUT | {"data": {"text/plain": b"bytes"}}]}),
        reply(**RUN | {"outputs": [OUTPUT | {"data": {1: "one"}}]}),
        reply(**RUN | {"outputs": [OUTPUT | {"metadata": {"a": wire.RemoteObject(1)}}]}),
        *(reply(**RUN | {"error": ERROR | {name: 1}}) for name in ERROR),
        *(reply(**RUN | {"error": {**ERROR, "bases": bases}}) for bases in ("E", [1], None)),
        reply(**RUN | {"error": {"type": "E"}}),
        reply(**RUN | {"error": [ERROR]}),
        reply(**RUN | {"updates": [[0, 0, {}, {}]]}),
        reply(**RUN | {"updates": [[5, 0, {}, {}]]}),
        reply(**RUN | {"updates": [[-1, -1, {}, {}]]}),
        b"\0" * 10_001,
    ],
)
def test_replies_in_another_form_are_violations(
    forger: tuple[Process, socket.socket], forged: bytes
) -> None:
    """A reply that is not exactly a cell's outputs is refused, whatever it claims."""
    process, far = forger
    answer_later(far, forged)
    with pytest.raises(InvalidReply):
        process.run_cell("1", SECONDS)


def test_reply_that_the_forged_ones_are_made_of_is_taken(
    forger: tuple[Process, socket.socket],
) -> None:
    """A forged reply is refused for what is wrong with it: whole, it is a run with its error."""
    process, far = forger
    answer_later(far, reply(**RUN | {"outputs": [OUTPUT], "error": ERROR}))
    run = process.run_cell("1", SECONDS)
    assert (run.outputs, run.error) == ([OUTPUT], RemoteError("E", ("E",), "m", "line 1", "t"))


def answer_later(far: socket.socket, data: bytes) -> None:
    """Answer the next request from a thread, so that the answer does not come first."""

    def answer() -> None:
        far.recv(1 << 16)
        write_frame(far, data)
        far.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=answer, daemon=True).start()


def test_half_a_reply_runs_into_the_deadline(forger: tuple[Process, socket.socket]) -> None:
    """A reply that comes byte by byte does not stretch the time."""
    process, far = forger

    def trickle() -> None:
        far.recv(1 << 16)
        far.sendall(b"\0\0\1\0")
        for _ in range(10):
            far.sendall(b"\0")
            threading.Event().wait(0.05)
        far.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=trickle, daemon=True).start()
    with pytest.raises(WorkerTimeout):
        process.run_cell("1", 0.3)


def test_a_worker_ended_from_outside_is_not_the_students_fault(worker: Process) -> None:
    """When somebody kills the sandbox itself, the fault is the machine's."""
    os.kill(worker.handles.number, signal.SIGKILL)
    with pytest.raises(SandboxUnavailable, match="from outside"):
        worker.run_cell("while True: pass", SECONDS)
    assert not issubclass(SandboxUnavailable, WorkerFault)


def test_closing_twice_is_harmless(worker: Process) -> None:
    """A process may be closed by hand inside its `with`; what is asked later is refused."""
    worker.close()
    worker.close()
    with pytest.raises(WorkerDied):
        worker.run_cell("1", SECONDS)


def test_notebook_that_puts_out_too_much_goes_on_without_outputs(
    spawn: Callable[..., Process],
) -> None:
    """Past the room of all cells together nothing more is kept, and the cells still run."""
    worker = spawn(notebook_output_bytes=10_000)
    worker.run_cell("print('a' * 9_000)", SECONDS)
    run = worker.run_cell("print('b' * 9_000); x = 1", SECONDS)
    assert "left out" in run.outputs[0]["text"]
    assert worker.call(wire.RemoteObject("notebook", ("x",)), None, {}, SECONDS) == 1


def test_an_earlier_display_changes_in_place(worker: Process) -> None:
    """A later cell's update of a display is seen in the outputs of the cell that showed it."""
    first = worker.run_cell("h = display('old', display_id=True)", SECONDS)
    worker.run_cell("h.update('new')", SECONDS)
    assert first.outputs[0]["data"]["text/plain"] == "'new'"
