"""A class graded by a scheduler's workers while something dies: is anything lost or doubled?

In turns a worker, the scheduler or the command is killed, at a moment drawn from the time that a
calm batch takes. A worker is followed by another one; after the scheduler or the command the
command is run again. Ends with status 1 where a score is not the calm batch's, where anybody was
not graded exactly once, or where a process of the command stays behind.

    python benchmarks/kills.py --kills 20 --students 12
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psutil
from classes import fresh, scores

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from cluster.machines import Machines
from tiny_course import ASSIGNMENT, answered, hand_in, make_course

from autograder.history.log import read_history
from autograder.store import RecordStore

SOURCES = (
    "def double(x):\n    return x + x\n",
    "import time\ndef double(x):\n    time.sleep(1)\n    return x + x\n",
    "def double(x):\n    return x * x\n",
)
WORKERS = ("first", "second")
LAST_SECONDS = 30.0


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
        with started(folder / "calm-machines") as machines:
            seconds = _timed(lambda: _begin(course, machines).wait())
        return cls(template, folder, scores(course, ASSIGNMENT), seconds)

    def trial(self, number: int, what: str, moment: float) -> str:
        """Kill something in a new batch; return what is wrong in the end, empty if nothing is."""
        course = fresh(self.template, self.folder / "course")
        places = (self.folder / f"machines-{number}-{again}" for again in (0, 1))
        with started(next(places)) as machines:
            command = psutil.Process(_begin(course, machines).pid)
            time.sleep(moment)
            family = [command, *command.children(recursive=True)]
            KILLS[what](machines, command, number)
            command.wait()
            if what == "command":
                _begin(course, machines).wait()
        if what == "scheduler":
            with started(next(places)) as machines:
                _begin(course, machines).wait()
        return "; ".join(filter(None, [self._lost(course), _twice(course), _left(family)]))

    def _lost(self, course: Path) -> str:
        found = scores(course, ASSIGNMENT)
        return "" if found == self.calm else f"expected the points {self.calm}, got {found}"


@contextmanager
def started(folder: Path) -> Iterator[Machines]:
    """Start a scheduler with its workers; end them."""
    folder.mkdir()
    machines = Machines(folder)
    try:
        machines.scheduler()
        for name in WORKERS:
            machines.worker(name)
        yield machines
    finally:
        machines.close()


KILLS: dict[str, Callable[[Machines, psutil.Process, int], None]] = {
    "worker": lambda machines, _, number: machines.kill(WORKERS[number % len(WORKERS)]),
    "scheduler": lambda machines, _, __: machines.kill("scheduler"),
    "command": lambda _, command, __: command.kill(),
}


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


def _twice(course: Path) -> str:
    """Say who was not graded exactly once: a line of the log stands for each grading."""
    store = RecordStore(course / "records" / ASSIGNMENT)
    students = sorted(path.name for path in (course / "submitted").iterdir())
    counts = {each: len(read_history(store.history_path(each)).entries) for each in students}
    other = {each: count for each, count in counts.items() if count != 1}
    return f"expected one grading each, got {other}" if other else ""


def _left(family: list[psutil.Process]) -> str:
    """Say which processes of a command outlive it by more than they need to notice."""
    _, alive = psutil.wait_procs(family, LAST_SECONDS)
    return f"{len(alive)} processes stay behind" if alive else ""


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
            moment = draw.uniform(0, 0.9 * room.seconds)
            wrong = room.trial(number, what, moment)
            good += not wrong
            print(f"{what:9} killed after {moment:4.1f} s: {wrong or 'recovered'}", flush=True)
    print(f"{good} of {options.kills} recovered")
    return int(good < options.kills)


if __name__ == "__main__":
    sys.exit(main())
