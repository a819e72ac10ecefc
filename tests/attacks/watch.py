"""What a grading leaves behind in the process that did it, measured after every submission."""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import psutil

from autograder.grade import Job
from autograder.jobs.submission import Begun
from autograder.records import GradeRecord, NotebookGrade
from autograder.tasks import Task, Work

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


@dataclass(frozen=True)
class WatchedWork(Work):
    """Grades, and writes what is left of each submission beside the records of a course."""

    course: Path

    def begin(self, task: Task) -> GradeRecord | Begun:
        """Read a submission."""
        with self._watched(task.student):
            return super().begin(task)

    def grade(self, job: Job) -> NotebookGrade:
        """Grade its notebook."""
        with self._watched(job.student):
            return super().grade(job)

    @contextmanager
    def _watched(self, student: str) -> Iterator[None]:
        """Write what is left; of reading and grading whatever is worse."""
        scratch()
        process = psutil.Process()
        before = process.memory_info().rss
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        try:
            yield
        finally:
            left = look_around(process, before)
            file = self.course / FOLDER / f"{student}.json"
            file.parent.mkdir(exist_ok=True)
            if file.exists():
                left = worse(Leftovers(**json.loads(file.read_text())), left)
            file.write_text(json.dumps(asdict(left)))


def worse(reading: Leftovers, grading: Leftovers) -> Leftovers:
    """Return what grading has left, with whatever reading had left beside it."""
    return replace(
        grading,
        strangers=[*reading.strangers, *grading.strangers],
        growth=max(reading.growth, grading.growth),
        scratch=[*reading.scratch, *grading.scratch],
    )


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
