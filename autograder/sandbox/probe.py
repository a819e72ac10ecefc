"""Find the best level that this machine offers, by starting a worker at each."""

import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.errors import SandboxUnavailable
from autograder.limits import Limits
from autograder.sandbox import launch, privileges
from autograder.sandbox.levels import LIMITS_ONLY, NAMES, Level
from autograder.worker import wire
from autograder.worker.channel import Channel

MODULE = "autograder.sandbox.probe"
ENTRY = f"{MODULE}:answer"
SECONDS = 20.0


@functools.cache
def probe() -> Level:
    """Return the best level; tried once, in a process of its own."""
    command = [sys.executable, "-I", "-P", "-m", MODULE]
    try:
        run = subprocess.run(  # noqa: S603 - our own module
            command, cwd="/", capture_output=True, text=True, timeout=3 * SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxUnavailable(f"the sandbox could not be tried: {error}") from error
    return Level(**json.loads(run.stdout))


def answer(channel: Channel, _output_bytes: int) -> None:
    """Serve as the worker that is tried: it only says that it got so far."""
    channel.send({"ready": True})


def find() -> Level:
    """Try the levels from the best down; the reasons of those that failed are kept in words."""
    if sys.platform != "linux":
        return Level(LIMITS_ONLY, f"{sys.platform} has neither namespaces, Landlock nor seccomp")
    reasons: list[str] = []
    for name in NAMES:
        failure = attempt(name)
        if not failure:
            return Level(name, "; ".join(reasons))
        reasons.append(f"{name!r} is refused ({failure})")
    return Level(LIMITS_ONLY, "; ".join(reasons))


def attempt(level: str) -> str:
    """Start a worker at one level; return what went wrong, nothing if all is well."""
    near, far = socket.socketpair()
    reader, writer = os.pipe()
    with tempfile.TemporaryDirectory() as folder, near, far:
        if level != LIMITS_ONLY:
            privileges.hand_over(Path(folder))
        order = launch.Order(ENTRY, (MODULE,), Limits(), level, Path(folder))
        launch.start(order, far, writer)
        far.close()
        failure = _first_answer(Channel(near))
    for descriptor in (reader, writer):
        os.close(descriptor)
    return failure


def _first_answer(channel: Channel) -> str:
    deadline = time.monotonic() + SECONDS
    try:
        channel.send({"files": {}}, deadline)
        answer = channel.receive(deadline)
    except (wire.WireError, TimeoutError) as error:
        return f"no answer: {error}"
    return "" if answer["ready"] else str(answer["error"])


if __name__ == "__main__":
    level = find()
    print(json.dumps({"name": level.name, "reason": level.reason}))
