"""A scheduler and its workers, each a process of its own in a folder of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SECONDS = 120.0
WORKERS = ("first", "second")


@dataclass
class Machines:
    """What runs: each writes its log into its own folder."""

    folder: Path
    address: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def scheduler(self) -> None:
        """Start the scheduler and wait for its address."""
        self._start("scheduler", ["--host", "127.0.0.1", "--port", "0"])
        said = self._awaited("scheduler", "Scheduler at:")
        self.address = said.rpartition("Scheduler at:")[2].split()[0]

    def worker(self, name: str, threads: int = 1, paths: Mapping[str, str] | None = None) -> None:
        """Start a worker and wait until the scheduler knows it."""
        arguments = [self.address, "--nthreads", str(threads), "--local-directory", "scratch"]
        self._start("worker", arguments, name, paths)
        self._awaited(name, "Registered to:")

    def kill(self, name: str) -> None:
        """Kill what works there; a worker's nurse starts another one."""
        process = psutil.Process(self.processes[name].pid)
        workers = [each for each in process.children() if "spawn_main" in " ".join(each.cmdline())]
        for each in workers or [process]:
            each.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """End all of them."""
        for process in self.processes.values():
            for each in [*psutil.Process(process.pid).children(recursive=True), process]:
                each.kill()
            process.wait()

    def log(self, name: str) -> str:
        """Return what one of them has said."""
        return (self.folder / name / "log").read_text()

    def _start(
        self,
        kind: str,
        arguments: list[str],
        name: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        folder = self.folder / (name or kind)
        folder.mkdir()
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        self.processes[name or kind] = subprocess.Popen(
            [*command, "--no-dashboard"],
            cwd=folder,
            env=os.environ | (environment or {}),
            stdout=(folder / "log").open("wb"),
            stderr=subprocess.STDOUT,
        )

    def _awaited(self, name: str, words: str) -> str:
        """Return the log up to the line that holds some words, once it is there."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            lines = self.log(name).splitlines()
            if found := next((line for line in lines if words in line), None):
                return found
            time.sleep(0.2)
        raise AssertionError(f"{name} did not start:\n{self.log(name)}")


@contextmanager
def two_workers(folder: Path) -> Iterator[Machines]:
    """Start a scheduler with two workers, in a new folder inside of one; end them."""
    machines = Machines(Path(tempfile.mkdtemp(dir=folder)))
    try:
        machines.scheduler()
        for name in WORKERS:
            machines.worker(name)
        yield machines
    finally:
        machines.close()
