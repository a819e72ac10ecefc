"""The processes below one, by what they do."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.fork_server.server import CHILD_SUBREAPER
from autograder.sandbox import libc

GONE_SECONDS = 60.0


def family() -> dict[int, list[int]]:
    """Return the children of every process, zombies left out."""
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found.setdefault(int(parent), []).append(int(folder.name))
    return found


def below(parent: int, found: dict[int, list[int]] | None = None) -> list[int]:
    """Return all descendants of a process, each after its parent."""
    found = family() if found is None else found
    return [each for child in found.get(parent, ()) for each in (child, *below(child, found))]


def targets(command: int) -> dict[str, list[int]]:
    """Return what may be killed of a running `autograder grade`, by what it does."""
    every = family()
    grading = [child for child in every.get(command, ()) if "spawn_main" in _words(child)]
    children = [child for process in grading for child in every.get(process, ())]
    warm = [child for child in children if "autograder.fork_server.server" in _words(child)]
    workers = [worker for process in warm for worker in below(process, every)]
    found = {"command": [command], "grading": grading, "fork server": warm, "worker": workers}
    return {kind: processes for kind, processes in found.items() if processes}


@contextlib.contextmanager
def nothing_left() -> Iterator[None]:
    """Require that every process that is started within has gone a while after."""
    before = set(family().get(os.getpid(), ()))
    libc.prctl("subreaper", CHILD_SUBREAPER, 1)
    try:
        yield
        deadline = time.monotonic() + GONE_SECONDS
        while (left := set(family().get(os.getpid(), ())) - before) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not left, [_words(each) for each in left]
    finally:
        libc.prctl("subreaper", CHILD_SUBREAPER, 0)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _words(process: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    return ""
