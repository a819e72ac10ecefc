"""The trusted end of the bridge to one worker."""

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from autograder.errors import SandboxUnavailable
from autograder.limits import Limits
from autograder.sandbox.cell_run import (
    CellRun,
    OutputRoom,
    apply_updates,
    read_error,
    read_run,
)
from autograder.sandbox.faults import (
    InvalidReply,
    ReplyTooLarge,
    RequestRefused,
    WorkerDied,
    WorkerEnded,
    WorkerRaised,
    WorkerTimeout,
)
from autograder.sandbox.launch import OUT_OF_MEMORY
from autograder.sandbox.levels import LIMITS_ONLY
from autograder.worker import wire
from autograder.worker.channel import Channel, ChannelClosed, write_frame
from autograder.worker.wire import RemoteObject

ENDING_SECONDS = 3.0
KIBIBYTE = 1024

# Answers what a worker asks while it works at a request; takes the deadline of the request.
Answer = Callable[[Mapping[str, Any], float], Mapping[str, Any]]


@dataclass(frozen=True)
class Handles:
    """What the trusted side holds of a worker.

    `bridge` carries requests and replies, `status` tells how the worker ended, `number` and
    `handle` (a process descriptor, where the system has them) are those of the stem, whose end
    ends all the others.
    """

    bridge: socket.socket
    status: int
    number: int
    handle: int | None


@dataclass
class Process:
    """A worker; a context manager.

    After a WorkerEnded every further request raises WorkerDied with the first reason.
    `also_close` is called with `close`, `when_killed` where somebody has killed it: its own code,
    the system for want of memory, or a person. A worker may ask for something in place of a reply
    only where there is an `answer`; whatever WorkerEnded that raises ends the worker.
    """

    handles: Handles
    limits: Limits
    level: str
    also_close: Callable[[], None] = lambda: None
    when_killed: Callable[[], None] = lambda: None
    answer: Answer | None = None
    _room: OutputRoom = field(init=False)
    _runs: list[CellRun] = field(default_factory=list)
    _requests: int = 0
    _ending: str = ""
    _closed: bool = False

    def __post_init__(self) -> None:
        """Give all cells together room for their outputs."""
        self._room = OutputRoom(self.limits.notebook_output_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether the worker can still be asked."""
        return not self._ending and not self._closed

    def run_cell(self, source: str, timeout: float) -> CellRun:
        """Run the source of one cell; an exception in it is part of the result."""
        with self._ending_for_good():
            reply = self._ask({"verb": "run_cell", "source": source}, timeout)
            run, updates = read_run(reply, self.limits.output_bytes)
            run.outputs[:] = self._room.admit(run.outputs)
            self._runs.append(run)
            if self._room.holds(updates):
                apply_updates(updates, self._runs)
            return run

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        timeout: float,
    ) -> Any:
        """Call a function of the worker and return its result; without arguments fetch a value.

        WorkerRaised when it raises, ReplyTooLarge when its result is too large to cross.
        """
        request = {
            "verb": "call",
            "target": target,
            "arguments": None if arguments is None else list(arguments),
            "keywords": dict(keywords),
        }
        with self._ending_for_good():
            reply = self._ask(request, timeout)
            if "value" in reply:
                return reply["value"]
            large = reply.get("too_large")
            error = None if isinstance(large, str) else read_error(reply.get("error"))
        if error is None:
            raise ReplyTooLarge(f"{large:.200}")
        raise WorkerRaised(error)

    def close(self) -> None:
        """End the worker and everything that it started; wait until it is gone."""
        if self._closed:
            return
        self._closed = True
        self._kill()
        self._await_end()
        self.handles.bridge.close()
        os.close(self.handles.status)
        if self.handles.handle is not None:
            os.close(self.handles.handle)
        self.also_close()

    @contextlib.contextmanager
    def _ending_for_good(self) -> Any:
        """Clear away what is left of a worker that has ended; remember how in words."""
        if not self.alive:
            raise WorkerDied(self._ending or "the process had been closed", killed=True)
        try:
            yield
        except WorkerEnded as error:
            self._ending = str(error)
            self.close()
            raise

    def _ask(self, request: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        """Send one request and return its reply, within one deadline for both."""
        self._requests += 1
        allowed = wire.WireLimits(self.limits.frame_bytes).of_requests
        try:
            message = wire.encode({"id": self._requests, **request}, allowed)
        except wire.TooLarge as error:
            raise RequestRefused(f"too large: {error}") from error
        except wire.WireError as error:
            raise RequestRefused(f"no value that can cross: {error}") from error
        deadline = time.monotonic() + timeout
        try:
            return self._exchange(message, deadline)
        except TimeoutError:
            fault: WorkerEnded = WorkerTimeout(timeout)
        except ChannelClosed:
            fault = self._death()
        except wire.WireError as error:
            fault = InvalidReply(f"the process sent something else than data: {error}")
        # Out here, as an error remembers the one it is raised beside, and that one its message.
        raise fault

    def _exchange(self, message: bytes, deadline: float) -> dict[str, Any]:
        bridge = self.handles.bridge
        if select.select([bridge], [], [], 0)[0] and bridge.recv(1, socket.MSG_PEEK):
            raise wire.WireError("a reply that nobody asked for")
        write_frame(bridge, message, deadline)
        channel = Channel(bridge, wire.WireLimits(self.limits.frame_bytes))
        reply = channel.receive(deadline)
        while self.answer is not None and type(reply) is dict and "ask" in reply:
            channel.send(self.answer(reply, deadline), deadline)
            reply = channel.receive(deadline)
        if type(reply) is not dict or reply.get("id") != self._requests:
            raise wire.WireError("a reply to another question")
        return reply

    def _kill(self) -> None:
        """Kill the stem, and with it all that hangs on it."""
        with contextlib.suppress(ProcessLookupError):
            if self.handles.handle is not None:
                signal.pidfd_send_signal(self.handles.handle, signal.SIGKILL)
            if self.level == LIMITS_ONLY:
                os.killpg(self.handles.number, signal.SIGKILL)

    def _await_end(self) -> None:
        """Wait until nobody holds the other end of the bridge any more."""
        deadline = time.monotonic() + ENDING_SECONDS
        with contextlib.suppress(OSError):
            while time.monotonic() < deadline:
                self.handles.bridge.settimeout(ENDING_SECONDS)
                if not self.handles.bridge.recv(1 << 16):
                    return

    def _death(self) -> WorkerDied:
        """Say in words how the worker ended."""
        ready, _, _ = select.select([self.handles.status], [], [], ENDING_SECONDS)
        if not ready:
            return WorkerDied("the process closed its connection to the grader")
        report = os.read(self.handles.status, 1024)
        if not report:
            # Process 1 did not live to tell, and no student code can reach it.
            self.when_killed()
            self._ending = "the process was ended from outside"
            self.close()
            raise SandboxUnavailable(self._ending)
        ending = json.loads(report)
        if ending["filled"]:
            room = self.limits.scratch_bytes >> 20
            return WorkerDied(
                f"its files took more than {room} MiB, which is what all of them may take"
            )
        killed = ending["code"] == -signal.SIGKILL
        if killed:
            self.when_killed()
        return WorkerDied(words_for(ending["code"], ending["peak"], self.limits), killed)


def words_for(code: int, peak: int, limits: Limits) -> str:
    """Describe an exit status (a signal if negative) with a peak memory in KiB."""
    ending = f"exit status {code}" if code >= 0 else _signal_name(-code)
    peak_bytes = peak * KIBIBYTE
    memory = f"it had used {peak_bytes >> 20} MiB of the {limits.data_bytes >> 20} MiB allowed"
    if code == OUT_OF_MEMORY or peak_bytes > limits.data_bytes * 3 // 4:
        return f"the process ran out of memory and ended with {ending}: {memory}"
    if code >= 0:
        return f"the process ended itself with {ending}"
    if -code == signal.SIGKILL:
        return f"the process was killed ({ending}), most likely because memory ran out: {memory}"
    return f"the process crashed with {ending}: {memory}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
