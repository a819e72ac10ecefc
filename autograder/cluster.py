"""Grading by the workers of a dask.distributed scheduler: jobs travel, no folder is shared.

Each worker has a sandbox and a fork server of its own. Those that would not grade as this machine
does are left out, with a word.
"""

import contextlib
import logging
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from typing import Any

from distributed import Client, Future

from autograder.errors import OperatorFault, SandboxUnavailable
from autograder.grade import Job, grade_job
from autograder.grade.context import PACKAGES
from autograder.grade.machine import level_here
from autograder.own_code import installed_versions, judging_code
from autograder.pool import AHEAD, Executors, local_pool
from autograder.processes import spare_imports
from autograder.records import NotebookGrade
from autograder.sandbox.levels import Level, require
from autograder.sandbox.tripwire import lay_tripwire

# A worker that was restarted is back by then.
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 2.0
RUNNING = "running"
GONE = "the scheduler is gone; what has been graded is kept: run the command again"
ONE_THREAD = "expected one thread, got {}; start it with `dask worker --nthreads 1`"


@dataclass(frozen=True)
class Installation:
    """What decides on a grade besides the job: equal on all machines that grade a batch."""

    versions: Mapping[str, str | None]
    level: Level

    def misfit(self, other: "Installation", minimum: str) -> str:
        """Say in words why another one would not grade alike; empty where it would."""
        for name, version in self.versions.items():
            if other.versions.get(name) != version:
                return f"expected {name} {version}, got {other.versions.get(name)}"
        try:
            require(other.level, minimum)
        except SandboxUnavailable as error:
            return str(error)
        return ""


def installation() -> Installation:
    """Return what is installed where this is called."""
    versions = {"python": platform.python_version(), **installed_versions(PACKAGES)}
    return Installation({**versions, "grading code": judging_code()}, level_here())


def grade_there(job: Job) -> NotebookGrade:
    """Grade a job in a worker's process."""
    spare_imports()
    lay_tripwire("a grading process")
    return grade_job(job)


@dataclass
class Cluster:
    """The workers that fit, asked for anew as they come and go. Threads may share it.

    `say` is told once of each worker that is left out.
    """

    client: Client
    minimum: str
    say: Callable[[str], None]
    here: Installation = field(default_factory=installation)
    _misfits: dict[str, str] = field(default_factory=dict)
    _fitting: list[str] = field(default_factory=list)
    _looked: float = -inf
    _lock: Lock = field(default_factory=Lock)

    def grade(self, job: Job) -> NotebookGrade:
        """Have a job graded; where its workers end, others grade it.

        OperatorFault where the scheduler ends, or no worker is left.
        """
        while True:
            workers = self.awaited()
            future = self.client.submit(
                grade_there, job, workers=workers, pure=False, allow_other_workers=False
            )
            if self._done(future, workers):
                return self._result(future)
            future.cancel()

    def _result(self, future: Future) -> NotebookGrade:
        if future.cancelled():
            raise OperatorFault(GONE)
        grade: NotebookGrade = future.result()
        return grade

    @contextlib.contextmanager
    def executors(self, jobs: int) -> Iterator[Executors]:
        """Offer so many processes of this machine to read, and all workers to grade.

        What interrupts a batch ends it at once: nobody waits for what is graded elsewhere.
        """
        at_once = AHEAD * max(jobs, len(self.awaited()))
        with local_pool(jobs) as pool, ThreadPoolExecutor(at_once) as threads:
            try:
                yield Executors(pool, lambda _, job: threads.submit(self.grade, job), at_once)
            except BaseException:
                self.client.close()
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def awaited(self) -> list[str]:
        """Return the addresses of workers that fit, once there is one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (workers := self.fitting()):
            if time.monotonic() > deadline:
                raise OperatorFault(
                    f"no worker of {self.client.scheduler.address} grades as this machine does"
                )
            time.sleep(LOOK_SECONDS)
        return workers

    def fitting(self) -> list[str]:
        """Return the addresses of all workers that fit now, or did a moment ago.

        The scheduler lists all of them each time: that is too much for every job.
        """
        with self._lock:
            if self.client.status != RUNNING:
                raise OperatorFault(GONE)
            if not self._fitting or time.monotonic() - self._looked >= LOOK_SECONDS:
                self._fitting, self._looked = self._look(), time.monotonic()
            return self._fitting

    def _look(self) -> list[str]:
        """Ask the scheduler for its workers; those that are new are asked what they are first."""
        threads = self._threads()
        new = [address for address in threads if address not in self._misfits]
        for address, words in self._asked(new, threads).items():
            self._misfits[address] = words
            if words:
                self.say(f"the worker {address} is left out: {words}")
        return [address for address in threads if not self._misfits[address]]

    def _threads(self) -> dict[str, int]:
        """Return how many threads each worker has, by its address.

        `Client.scheduler_info` may give what dask's own looks have found, which name no worker.
        """
        try:
            found = self.client.sync(self.client.scheduler.identity, n_workers=-1)
        except OSError as error:
            raise OperatorFault(GONE) from error
        return {address: int(about["nthreads"]) for address, about in found["workers"].items()}

    def _asked(self, new: list[str], threads: Mapping[str, int]) -> dict[str, str]:
        """Return what keeps each of these workers from grading, in words; empty where nothing."""
        found = {each: ONE_THREAD.format(threads[each]) for each in new if threads[each] != 1}
        rest = [each for each in new if each not in found]
        answers = self.client.run(installation, workers=rest, on_error="return") if rest else {}
        return found | {address: self._words(answer) for address, answer in answers.items()}

    def _words(self, answer: Any) -> str:
        if isinstance(answer, Installation):
            return self.here.misfit(answer, self.minimum)
        return f"it cannot say what is installed: {answer!r}"

    def _done(self, future: Future, workers: list[str]) -> bool:
        """Wait for a job; False where none of its workers is there any more."""
        while not future.done():
            with contextlib.suppress(TimeoutError):
                future.exception(timeout=LOOK_SECONDS)
            if not future.done() and not set(workers) & set(self.fitting()):
                return False
        return True


@contextlib.contextmanager
def open_cluster(address: str, minimum: str, say: Callable[[str], None]) -> Iterator[Cluster]:
    """Connect to a scheduler; OperatorFault where there is none, or none of its workers fits."""
    # What becomes of the connection is told by us, once and in words.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=LOOK_SECONDS * 5)
    except (OSError, ValueError) as error:
        raise OperatorFault(f"no scheduler answers at {address}: {error}") from error
    with client:
        cluster = Cluster(client, minimum, say)
        cluster.awaited()
        yield cluster
