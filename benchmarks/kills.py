"""A class graded by a scheduler's workers while something dies: is anything lost or doubled?

In turns a worker, the scheduler or the command is killed, at a moment drawn from the time that a
calm batch takes, and drawn again where the batch had ended by then. A worker is followed by
another one; after the scheduler or the command the command is run again. Ends with status 1 where
a score is not the calm batch's, where anybody was not graded exactly once, where the last command
fails, or where a process of the command stays behind.

    python benchmarks/kills.py --kills 20 --students 12
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import psutil
from classes import fresh, scores

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from cluster.machines import WORKERS, Machines, two_workers
from tiny_course import ASSIGNMENT, answered, hand_in, make_course

from autograder.history.log import read_history
from autograder.store import RecordStore

SOURCES = (
    "def double(x):\n    return x + x\n",
    "import time\ndef double(x):\n    time.sleep(1)\n    return x + x\n",
    "def double(x):\n    return x * x\n",
)
LAST_SECONDS = 30.0
# A command that has not ended by then hangs.
PATIENCE_SECONDS = 600.0


@dataclass(frozen=True)
class Room:
    """A course as it was handed in, a folder for what is made of it, and what a calm batch gave."""

    template: Path
    folder: Path
    calm: dict[str, float]
    seconds: float

    @classmethod
    def made(cls, folder: Path, students: int) -> "Room":
        """Write the course and grade it once, with nothing killed."""
        template = make_course(folder / "template")
        for number, source in enumerate(islice(cycle(SOURCES), students)):
            hand_in(template, f"student-{number:03}", answered(template, source))
        course = fresh(template, folder / "calm")
        with two_workers(folder) as machines:
            seconds = _timed(lambda: _run(course, machines))
        return cls(template, folder, scores(course, ASSIGNMENT), seconds)

    def trial(self, number: int, what: str, moment: float) -> tuple[int, str] | None:
        """Kill something in a new batch; None where that had come to its end before.

        Else how many had been graded by then, and what is wrong in the end, empty if nothing is.
        """
        course = fresh(self.template, self.folder / "course")
        with two_workers(self.folder) as machines:
            killed = _killed(course, machines, partial(KILLS[what], machines, number), moment)
            if killed is None:
                return None
            if what == "command":
                killed = replace(killed, status=_run(course, machines))
        if what == "scheduler":
            with two_workers(self.folder) as machines:
                killed = replace(killed, status=_run(course, machines))
        found = (killed.failed, self._lost(course), _twice(course), killed.left)
        return killed.graded, "; ".join(filter(None, found))

    def _lost(self, course: Path) -> str:
        found = scores(course, ASSIGNMENT)
        return "" if found == self.calm else f"expected the points {self.calm}, got {found}"


KILLS: dict[str, Callable[[Machines, int, "subprocess.Popen[bytes]"], None]] = {
    "worker": lambda machines, number, _: machines.kill(WORKERS[number % len(WORKERS)]),
    "scheduler": lambda machines, _, __: machines.kill("scheduler"),
    "command": lambda _, __, command: command.kill(),
}


@dataclass(frozen=True)
class Killed:
    """How many had been graded when something died, what ran then, and the last status."""

    graded: int
    running: tuple[psutil.Process, ...]
    status: int

    @property
    def failed(self) -> str:
        """Say that the last command failed, if it did."""
        return f"expected status 0, got {self.status}" if self.status else ""

    @property
    def left(self) -> str:
        """Say which processes of the command outlive it by more than they need to notice."""
        _, alive = psutil.wait_procs(self.running, LAST_SECONDS)
        return f"{len(alive)} processes stay behind" if alive else ""


def _killed(
    course: Path,
    machines: Machines,
    kill: Callable[["subprocess.Popen[bytes]"], None],
    moment: float,
) -> Killed | None:
    """Kill something so many seconds after a batch began; None where it has ended by then."""
    command = _begin(course, machines)
    time.sleep(moment)
    if command.poll() is not None:
        return None
    process = psutil.Process(command.pid)
    running = (process, *process.children(recursive=True))
    graded = sum(_gradings(course).values())
    kill(command)
    return Killed(graded, running, command.wait(PATIENCE_SECONDS))


def _run(course: Path, machines: Machines) -> int:
    return _begin(course, machines).wait(PATIENCE_SECONDS)


def _begin(course: Path, machines: Machines) -> "subprocess.Popen[bytes]":
    program = Path(sys.executable).with_name("autograder")
    words = ["grade", ASSIGNMENT, "--course", str(course), "--scheduler", machines.address]
    return subprocess.Popen(  # noqa: S603 - our own command
        [program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )


def _timed(do: Callable[[], object]) -> float:
    begun = time.monotonic()
    do()
    return time.monotonic() - begun


def _gradings(course: Path) -> dict[str, int]:
    """Return how often each student was graded: a line of the log stands for each time."""
    store = RecordStore(course / "records" / ASSIGNMENT)
    students = sorted(path.name for path in (course / "submitted").iterdir())
    return {each: len(read_history(store.history_path(each)).entries) for each in students}


def _twice(course: Path) -> str:
    """Say who was not graded exactly once."""
    other = {each: count for each, count in _gradings(course).items() if count != 1}
    return f"expected one grading each, got {other}" if other else ""


def main() -> int:
    """Kill, print a line for each, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw, good = random.Random(options.seed), 0  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        room = Room.made(Path(folder), options.students)
        print(f"a calm batch of {options.students} takes {room.seconds:.1f} s")
        for number, what in enumerate(islice(cycle(KILLS), options.kills)):
            killed = None
            while killed is None:
                moment = draw.uniform(0, room.seconds)
                killed = room.trial(number, what, moment)
            graded, wrong = killed
            good += not wrong
            print(
                f"{what:9} killed after {moment:4.1f} s, {graded:2} graded: {wrong or 'recovered'}",
                flush=True,
            )
    print(f"{good} of {options.kills} recovered")
    return int(good < options.kills)


if __name__ == "__main__":
    sys.exit(main())
