"""What a grading leaves behind in the process that did it, measured after every submission."""

import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import psutil

from autograder.pool import Task, grade_task
from autograder.records import GradeRecord

FOLDER = "watched"
SCRATCH = "scratch-of-"
SETTLING_SECONDS = 10.0


@dataclass(frozen=True)
class Leftovers:
    """State of one grading process after one submission; sizes in bytes.

    `strangers` are the command lines of processes below it beside its fork server; `growth` is
    by how much the grading process grew at its peak while it dealt with the submission.
    """

    process: int
    descriptors: int
    parent_descriptors: int
    strangers: list[str]
    growth: int
    resident: int
    scratch: list[str]


def watched_task(task: Task) -> GradeRecord:
    """Grade one submission; write what is left of it beside the course's records."""
    scratch()
    process = psutil.Process()
    before = process.memory_info().rss
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    try:
        return grade_task(task)
    finally:
        left = look_around(process, before)
        folder = task.course / FOLDER
        folder.mkdir(exist_ok=True)
        (folder / f"{task.student}.json").write_text(json.dumps(asdict(left)))


@cache
def scratch() -> Path:
    """Give each grading process a folder of its own: in another, its neighbours are at work."""
    folder = Path(tempfile.gettempdir(), f"{SCRATCH}{os.getpid()}")
    folder.mkdir()
    tempfile.tempdir = str(folder)
    return folder


def remains() -> list[str]:
    """Return what lies in the folders of workers of this process."""
    return sorted(path.name for path in scratch().glob("autograder-*/*"))


def look_around(process: psutil.Process, before: int) -> Leftovers:
    """Measure, once all that is ending has ended."""
    deadline = time.monotonic() + SETTLING_SECONDS
    while time.monotonic() < deadline:
        if len(process.children(recursive=True)) <= 1 and not remains():
            break
        time.sleep(0.01)
    below = process.children(recursive=True)
    parents = [each for each in below if "autograder.fork_server.server" in command(each)]
    return Leftovers(
        process=process.pid,
        descriptors=process.num_fds(),
        parent_descriptors=parents[0].num_fds() if parents else 0,
        strangers=[command(each) for each in below if each not in parents[:1]],
        growth=peak() - before,
        resident=process.memory_info().rss,
        scratch=remains(),
    )


def command(process: psutil.Process) -> str:
    """Return the command line of a process, or why it has none."""
    try:
        return " ".join(process.cmdline()) or process.status()
    except psutil.Error as error:
        return str(error)


def peak() -> int:
    """Return the most memory that this process has held since the last reset."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
