"""A watch over a scratch folder that lies on the machine's own disk, where no mount limits it."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.2
# Of a file that takes no block of its own: its name and its inode.
FILE_BYTES = 1024
BLOCK_BYTES = 512


@dataclass(frozen=True)
class Ending:
    """How a worker ended: exit status (a signal if negative), peak memory in KiB, disk filled."""

    code: int
    peak: int
    filled: bool


def await_end(worker: int) -> Ending:
    """Wait for a worker whose scratch folder cannot outgrow its mount."""
    _, status, usage = os.wait4(worker, 0)
    return _ending(status, usage, filled=False)


def watch(worker: int, folder: Path, most_bytes: int) -> Ending:
    """Wait for a worker, and end it when its files take more than they may."""
    filled = False
    while True:
        ended, status, usage = os.wait4(worker, os.WNOHANG)
        if ended:
            return _ending(status, usage, filled)
        if not filled and used_bytes(folder) > most_bytes:
            filled = True
            os.kill(worker, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def used_bytes(folder: Path) -> int:
    """Return what the files below a folder take of the disk."""
    return sum(status.st_blocks * BLOCK_BYTES + FILE_BYTES for status in _statuses(folder))


def _statuses(folder: Path) -> Iterator[os.stat_result]:
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.lstat(os.path.join(parent, name))  # noqa: PTH118 - many files, often
            except FileNotFoundError:
                continue  # removed meanwhile


def _ending(status: int, usage: resource.struct_rusage, filled: bool) -> Ending:
    return Ending(os.waitstatus_to_exitcode(status), usage.ru_maxrss, filled)
