"""The fork server: imports what workers need, then forks a confined worker for every request.

Run as `python -s -P -m autograder.fork_server.server DESCRIPTOR SETUP`. It never holds student
code, hidden data or a secret: its children could read any byte of it. It runs no TensorFlow op
and starts no thread: either would hang every child. It ends when its owner goes.
"""

import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.limits import Limits
from autograder.processes import spare_imports
from autograder.sandbox import launch, libc, privileges
from autograder.sandbox.levels import FULL, LIMITS_ONLY
from autograder.worker import wire

REQUEST_BYTES = 65_536
CHILD_SUBREAPER = 36


@dataclass
class Server:
    """One fork server; `folder` is an empty folder of its owner's for mount point and scratch."""

    control: socket.socket
    modules: tuple[str, ...]
    level: str
    folder: Path
    workers: dict[int, Path] = field(default_factory=dict)

    def serve(self) -> None:
        """Answer requests until the owner closes its end."""
        signal.signal(signal.SIGCHLD, self._reap)
        while True:
            data, descriptors, _, _ = socket.recv_fds(self.control, REQUEST_BYTES, 2)
            if not data:
                return
            self._answer(wire.decode(data), descriptors)

    def _answer(self, request: dict[str, Any], descriptors: list[int]) -> None:
        bridge, status = socket.socket(fileno=descriptors[0]), descriptors[1]
        handles: list[int] = []
        try:
            with _without_reaping():
                stem = self._start(request, bridge, status)
                handles += [os.pidfd_open(stem)] if hasattr(os, "pidfd_open") else []
            socket.send_fds(self.control, [wire.encode({"process": stem})], handles)
        except OSError as error:
            self.control.sendall(wire.encode({"error": str(error)}))
        finally:
            bridge.close()
            for descriptor in (status, *handles):
                os.close(descriptor)

    def _start(self, request: dict[str, Any], bridge: socket.socket, status: int) -> int:
        scratch = self._scratch()
        limits = Limits(**request["limits"])
        modules = (*self.modules, request["entry"].partition(":")[0])
        order = launch.Order(request["entry"], modules, limits, self.level, scratch)
        stem = launch.start(order, bridge, status)
        self.workers[stem] = scratch
        return stem

    def _scratch(self) -> Path:
        if self.level == FULL:
            return mount_point(self.folder)
        scratch = self.folder / f"{time.monotonic_ns()}"
        scratch.mkdir(mode=0o700)
        if self.level != LIMITS_ONLY:
            privileges.hand_over(scratch)
        return scratch

    def _reap(self, *_signal: Any) -> None:
        """Forget every child that has ended, grandchildren whose stem was killed among them."""
        while True:
            try:
                child, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if child == 0:
                return
            scratch = self.workers.pop(child, None)
            if scratch is not None and self.level != FULL:
                shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def _without_reaping() -> Iterator[None]:
    """Keep a child that ends at once from being forgotten before it is known."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def mount_point(folder: Path) -> Path:
    """Return where workers see their scratch folder: /tmp, unless they read anything below it."""
    common = Path("/tmp")  # noqa: S108 - a mount point of the worker's own
    return folder if any(path.is_relative_to(common) for path in read_by_workers()) else common


def read_by_workers() -> set[Path]:
    """Return what workers import from: interpreter, this package, every folder of `sys.path`.

    An editable installation may find this package by a hook, without a folder in `sys.path`.
    """
    package = str(Path(__file__).parents[2])
    paths = [sys.prefix, sys.base_prefix, sys.executable, package, *filter(None, sys.path)]
    return {Path(path).resolve() for path in paths}


def preload(modules: tuple[str, ...]) -> None:
    """Import everything; what fails is told to whoever asks for its worker."""
    launch.import_what_is_there(modules)
    with contextlib.suppress(Exception):
        from autograder.worker.interactive import ZMQInteractiveShell  # noqa: PLC0415 - a cold server imports nothing

        ZMQInteractiveShell.rehearse()
    assert_forkable()
    # Keep the collector from touching, and so copying, the pages that children share.
    gc.collect()
    gc.freeze()


def assert_forkable() -> None:
    """RuntimeError when a child of this process would hang."""
    launch.assert_one_thread()
    context = sys.modules.get("tensorflow.python.eager.context")
    if context is not None and context.context()._context_handle is not None:
        raise RuntimeError("TensorFlow has started its runtime")


def main() -> None:
    """Serve the owner whose descriptor and set-up stand on the command line."""
    spare_imports()
    control = socket.socket(fileno=int(sys.argv[1]))
    setup = json.loads(sys.argv[2])
    if sys.platform == "linux":
        libc.prctl("subreaper", CHILD_SUBREAPER, 1)
    try:
        serve(control, setup)
    except ConnectionError:
        pass  # the owner has gone
    finally:
        shutil.rmtree(setup["folder"], ignore_errors=True)


def serve(control: socket.socket, setup: dict[str, Any]) -> None:
    """Import what the set-up names, say so, and answer requests."""
    modules = tuple(setup["modules"])
    try:
        if setup["warm"]:
            preload(modules)
    except RuntimeError as error:
        control.sendall(wire.encode({"error": str(error)}))
        return
    control.sendall(wire.encode({"ready": True}))
    Server(control, modules, setup["level"], Path(setup["folder"])).serve()


if __name__ == "__main__":
    main()
