"""One running fork server: the process, the channel on which it is asked to fork, its folder."""

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from autograder.errors import SandboxUnavailable
from autograder.limits import Limits
from autograder.sandbox.process import Handles
from autograder.worker import wire

IMPORT_SECONDS = 180.0
ANSWER_SECONDS = 20.0
ANSWER_BYTES = 65_536


class ServerProcess:
    """Runs `autograder.fork_server.server`, which ends when this end of the channel closes.

    `modules` are imported by the fork server if `warm`, else by each of its workers.
    """

    def __init__(self, modules: Sequence[str], level: str, warm: bool) -> None:
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True)
        Path(self._folder.name).chmod(0o711)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._control, far = socket.socketpair()
        setup = {"modules": modules, "level": level, "warm": warm, "folder": self._folder.name}
        with far:
            self._process = _open(far, json.dumps(setup), self._errors)
        try:
            self._await_ready()
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def fork(self, entry: str, limits: Limits) -> Handles:
        """Have a worker forked; its ends of bridge and status pipe go with the request."""
        request = wire.encode({"entry": entry, "limits": dataclasses.asdict(limits)})
        near, far = socket.socketpair()
        reader, writer = os.pipe()
        try:
            with far, self._lock:
                number, handle = self._ask(request, [far.fileno(), writer])
        except BaseException:
            near.close()
            os.close(reader)
            raise
        finally:
            os.close(writer)
        return Handles(near, reader, number, handle)

    def close(self) -> None:
        """End the process and every worker that it started."""
        self._control.close()
        try:
            self._process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        self._folder.cleanup()

    def _await_ready(self) -> None:
        self._control.settimeout(IMPORT_SECONDS)
        answer, _ = self._receive(0)
        if "error" in answer:
            raise SandboxUnavailable(f"the fork server cannot be forked: {answer['error']}")

    def _ask(self, request: bytes, descriptors: list[int]) -> tuple[int, int | None]:
        self._control.settimeout(ANSWER_SECONDS)
        with self._quoting_errors():
            socket.send_fds(self._control, [request], descriptors)
        answer, handles = self._receive(1)
        if "error" in answer:
            raise SandboxUnavailable(f"no worker could be forked: {answer['error']}")
        return answer["process"], handles[0] if handles else None

    def _receive(self, descriptors: int) -> tuple[dict[str, Any], list[int]]:
        with self._quoting_errors():
            data, handles, _, _ = socket.recv_fds(self._control, ANSWER_BYTES, descriptors)
            if not data:
                raise ConnectionError("it has ended")
        return wire.decode(data), handles

    @contextlib.contextmanager
    def _quoting_errors(self) -> Iterator[None]:
        """Turn a broken channel into an error that quotes what the process last said.

        The process ends: what it answered late would be taken for the answer to the next request.
        """
        try:
            yield
        except OSError as error:
            self._process.kill()
            self._process.wait()
            self._errors.seek(0)
            said = self._errors.read()[-2000:].decode(errors="replace").strip()
            raise SandboxUnavailable(f"the fork server does not answer: {error} {said}") from error


def _open(far: socket.socket, setup: str, errors: IO[bytes]) -> "subprocess.Popen[bytes]":
    # Not -I: it would ignore PYTHONHASHSEED, which makes the order of sets repeatable. The
    # environment is our own and holds nothing else that Python reads.
    options = ["-s", "-P", "-m", "autograder.fork_server.server"]
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, *options, str(far.fileno()), setup],
        cwd="/",
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=[far.fileno()],
        start_new_session=True,
    )


def environment() -> dict[str, str]:
    """Return the whole environment of a fork server and its workers.

    One thread each: the server must not have more, and sums come out the same on every machine.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - Path.home() raises without one
    cache = Path(home) / "nbgradient"
    passed = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {
        **passed,
        "PATH": os.defpath,
        "HOME": "/",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "JOBLIB_MULTIPROCESSING": "0",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": str(cache / "keras"),
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
