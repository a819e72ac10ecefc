"""Start workers by way of fork servers."""

import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from autograder.errors import CourseError, SandboxUnavailable
from autograder.fork_server.starting import IMPORT_SECONDS, ServerProcess
from autograder.limits import Limits
from autograder.sandbox.levels import Level
from autograder.sandbox.probe import probe
from autograder.sandbox.process import Process
from autograder.worker import wire
from autograder.worker.channel import Channel

READY_SECONDS = 20.0


class ForkServer:
    """A process that has imported what workers need and forks them; a context manager.

    It serves one process of the trusted side and ends with it. `warm` is False where fork is
    unsafe: each worker then imports for itself. `kills` counts the workers that somebody killed.
    """

    def __init__(self, modules: Sequence[str], level: Level, warm: bool) -> None:
        self.level = level
        self.warm = warm
        self.kills = 0
        self._modules = list(modules)
        self._lock = threading.Lock()
        self._server = self._open(warm)

    @classmethod
    def start(
        cls,
        modules: Sequence[str],
        level: Level | None = None,
        warm: bool = sys.platform == "linux",
    ) -> Self:
        """Start a fork server that imports some modules, at a level, by default the best.

        SandboxUnavailable when it cannot be started.
        """
        return cls(modules, level or probe(), warm)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def spawn(self, entry: str, files: Mapping[str, bytes], limits: Limits) -> Process:
        """Start a worker at `entry`, "module:function".

        `files` (relative name to content) lie in its folder.

        One that has died is started again; a warm worker that does not answer is replaced, once, by
        one that imports for itself. SandboxUnavailable when that fails too; CourseError
        for a file whose name leads out of the folder.
        """
        for name in files:
            _check_name(name)
        self._revive()
        try:
            return self._ready(self._server, entry, files, limits)
        except SandboxUnavailable:
            if not self.warm:
                raise
        cold = self._open(warm=False)
        try:
            process = self._ready(cold, entry, files, limits)
        except BaseException:
            cold.close()
            raise
        process.also_close = cold.close
        return process

    def close(self) -> None:
        """End the fork server and every worker that it started."""
        self._server.close()

    def _count_kill(self) -> None:
        self.kills += 1

    def _open(self, warm: bool) -> ServerProcess:
        return ServerProcess(self._modules, self.level.name, warm)

    def _revive(self) -> None:
        with self._lock:
            if not self._server.alive:
                self._server.close()
                self._server = self._open(self.warm)

    def _ready(
        self, server: ServerProcess, entry: str, files: Mapping[str, bytes], limits: Limits
    ) -> Process:
        """Fork a worker, hand it its files and wait until it can be asked."""
        process = Process(server.fork(entry, limits), limits, self.level.name)
        process.when_killed = self._count_kill
        deadline = time.monotonic() + (
            READY_SECONDS if self.warm and server is self._server else IMPORT_SECONDS
        )
        try:
            self._await_worker(process, files, deadline)
        except BaseException:
            process.close()
            raise
        return process

    def _await_worker(self, process: Process, files: Mapping[str, bytes], deadline: float) -> None:
        channel = Channel(process.handles.bridge)
        try:
            channel.send({"files": dict(files)}, deadline)
            answer = channel.receive(deadline)
        except (wire.WireError, TimeoutError) as error:
            raise SandboxUnavailable(f"a worker did not start: {error}") from error
        if not answer["ready"]:
            raise SandboxUnavailable(f"a worker could not start: {answer['error']}")


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise CourseError(f"the file name {name!r} leads out of the folder of a worker")
