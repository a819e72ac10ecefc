"""Stock nbgrader, `autograder grade`, and the least that both must spend, in turns in one run.

(a) `nbgrader autograde` with the same criteria as hidden tests in its kernel, the norms of all
    layers at every step included (`in_kernel.py`);
(b) `autograder grade` from nothing: the reference, all scores, gradebook, all outputs;
(c) the floor: processor seconds of the students' cells, of the criteria's calls and of the graders
    themselves, over the processes at work (`stages.py`).

The class hands in the course's own solutions, right and wrong. Prints medians, the ratios a/b and
b/c, when the first score stood and when all did, and the largest memory (PSS) for each submission
in flight. Where other work is done beside it, compare processor time: it depends less on that. The
whole of it, on a machine that does nothing else (the first takes most of a day):

    python benchmarks/against_nbgrader.py --course week5 --students 60 --rounds 5
    python benchmarks/against_nbgrader.py --course week5 --students 12 --rounds 5 \
        --figure docs/against-nbgrader.png
    python benchmarks/against_nbgrader.py --course light --students 60 --rounds 5
"""

import argparse
import contextlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil
from classes import (
    NAMES,
    class_parser,
    equal_share,
    fresh,
    make_course,
    make_stock,
    nbgrader,
    scores,
)
from stages import floor, spent

COMMAND = ("-c", "from autograder.cli import main; main()", "grade", "--course")
LOOK_SECONDS = 0.05
TIMES_SECONDS = 0.5
# The system walks all pages of a process for its share of memory: to ask often is to slow it down.
WEIGHING_SHARE = 0.05
MEGABYTE = 1e6


@dataclass(frozen=True)
class Cost:
    """Seconds that passed, and seconds of processor time of all processes together."""

    passed: float
    used: float


@dataclass(frozen=True)
class Round:
    """Costs of each way, seconds to the first and last score and by stage; bytes in flight."""

    stock: Cost
    ours: Cost
    first_score: float
    all_scores: float
    memory: float
    stages: Mapping[str, float]
    equal: float

    @property
    def split(self) -> Mapping[str, float]:
        """Our processor time by stage: what no submission takes is the start and the reference."""
        start = self.ours.used - sum(self.stages.values())
        return {"start and reference": max(start, 0.0), **self.stages}


def main() -> None:
    """Make the courses, run all rounds, print."""
    options = _options()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        room = Path(folder)
        course = make_course(options.course, room / "course", options.students)
        stock = make_stock(course, room / "stock", NAMES[options.course])
        rounds = [_round(options, room, course, stock) for _ in range(options.rounds)]
    _show(rounds, options.jobs)
    if options.figure:
        _draw(rounds, options)


def _round(options: argparse.Namespace, room: Path, course: Path, stock: Path) -> Round:
    """Grade the class in each way, from nothing."""
    assignment = NAMES[options.course]
    theirs, mine = (fresh(each, room / f"{each.name}-now") for each in (stock, course))
    stock_cost = _cost(lambda: nbgrader(theirs, "autograde", assignment, "--create"))
    watch = Watch(mine / "records" / assignment, options.students)
    passed = watch.run([*COMMAND, str(mine), "--jobs", str(options.jobs)])
    equal = equal_share(scores(theirs, assignment), scores(mine, assignment))
    shutil.rmtree(mine / "records" / assignment / "notebooks")
    return Round(
        stock_cost,
        Cost(passed, watch.used),
        *watch.scored,
        watch.memory / options.jobs,
        spent(options.course, mine),
        equal,
    )


def _cost(command: Callable[[], None]) -> Cost:
    """Return what a command costs with all that it starts and waits for."""
    started, before = time.monotonic(), _used()
    command()
    return Cost(time.monotonic() - started, _used() - before)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Watch:
    """Runs a command and looks at it: when its records stand, and what all its processes use.

    Sandboxed processes are killed, so that no system call tells their times afterwards: what each
    used counts up to when it was last looked at, twice a second. Memory is looked at as often as
    that takes a twentieth of the time.
    """

    def __init__(self, records: Path, students: int) -> None:
        self._records = records
        self._students = students
        self._scored: list[float] = []
        self.memory = 0
        self._times: dict[psutil.Process, float] = {}

    @property
    def scored(self) -> tuple[float, float]:
        """Seconds until the first record stood, and until the last."""
        return self._scored[0], self._scored[-1]

    @property
    def used(self) -> float:
        """Seconds of processor time of all processes."""
        return sum(self._times.values())

    def run(self, arguments: Sequence[str]) -> float:
        """Run the command to its end; return how long it took."""
        started, over = time.monotonic(), Event()
        with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL) as command:  # noqa: S603 - our own command
            looks = [
                Thread(target=self._await_scores, args=(started, over)),
                Thread(target=self._weigh, args=(psutil.Process(command.pid), over)),
            ]
            for look in looks:
                look.start()
            status = command.wait()
            passed = time.monotonic() - started
        over.set()
        for look in looks:
            look.join()
        if status:
            raise SystemExit(f"autograder grade ended with status {status}")
        return passed

    def _await_scores(self, started: float, over: Event) -> None:
        while len(self._scored) < self._students and not over.wait(LOOK_SECONDS):
            news = len(list(self._records.glob("*.json"))) - len(self._scored)
            self._scored += [time.monotonic() - started] * news

    def _weigh(self, command: psutil.Process, over: Event) -> None:
        due = 0.0
        while not over.wait(TIMES_SECONDS):
            family = [command, *_below(command)]
            for process in family:
                self._note_times(process)
            began = time.monotonic()
            if began >= due:
                self.memory = max(self.memory, sum(map(_memory, family)))
                due = began + (time.monotonic() - began) / WEIGHING_SHARE

    def _note_times(self, process: psutil.Process) -> None:
        with contextlib.suppress(psutil.Error, OSError):  # it has ended
            times = process.cpu_times()
            self._times[process] = times.user + times.system


def _memory(process: psutil.Process) -> int:
    """Return the bytes that a process holds, shared pages by their share; 0 once it has ended."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, OSError):
        return 0


def _below(command: psutil.Process) -> Iterable[psutil.Process]:
    try:
        return command.children(recursive=True)
    except psutil.Error:
        return ()


def _show(rounds: Sequence[Round], jobs: int) -> None:
    print(f"{'medians':20} {'seconds':>9} {'processor time':>15}")
    for name, (passed, used) in _ways(rounds, jobs).items():
        print(f"{name:20} {_median(passed):9.1f} {_median(used):15.1f}")
    for name, (passed, used) in _ratios(rounds, jobs).items():
        print(f"{name:20} {_median(passed):9.2f} {_median(used):15.2f}")
    print(f"first score after {_median([each.first_score for each in rounds]):.1f} s")
    print(f"all scores after {_median([each.all_scores for each in rounds]):.1f} s")
    memory = max(each.memory for each in rounds) / MEGABYTE
    print(f"memory (PSS) for each submission in flight {memory:.0f} MB at most")
    print(f"grade cells with equal points {_median([each.equal for each in rounds]):.0%}")
    for name, seconds in _split(rounds).items():
        print(f"  {name:28} {seconds:8.1f} s of processor time")


Lists = tuple[list[float], list[float]]


def _ways(rounds: Sequence[Round], jobs: int) -> dict[str, Lists]:
    """Return the seconds of each way, passed and used, round by round."""
    least = [floor(each.stages) for each in rounds]
    return {
        "(a) stock nbgrader": _costs([each.stock for each in rounds]),
        "(b) autograder grade": _costs([each.ours for each in rounds]),
        "(c) the floor": ([seconds / jobs for seconds in least], least),
    }


def _costs(costs: Sequence[Cost]) -> Lists:
    return [each.passed for each in costs], [each.used for each in costs]


def _ratios(rounds: Sequence[Round], jobs: int) -> dict[str, Lists]:
    stock, ours, least = _ways(rounds, jobs).values()
    return {"a/b": _quotients(stock, ours), "b/c": _quotients(ours, least)}


def _quotients(above: Lists, below: Lists) -> Lists:
    passed, used = (
        [one / other for one, other in zip(ones, others, strict=True)]
        for ones, others in zip(above, below, strict=True)
    )
    return passed, used


def _split(rounds: Sequence[Round]) -> dict[str, float]:
    return {name: _median([each.split[name] for each in rounds]) for name in rounds[0].split}


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _draw(rounds: Sequence[Round], options: argparse.Namespace) -> None:
    """Draw the three ways, and where the processor time of ours goes."""
    from matplotlib import pyplot  # noqa: PLC0415 - only who asks for a figure pays for it

    figure, (ways, split) = pyplot.subplots(2, 1, figsize=(8, 4.5), layout="constrained")
    medians = {name: _median(passed) for name, (passed, _) in _ways(rounds, options.jobs).items()}
    ways.barh(list(medians), list(medians.values()), color="tab:gray")
    ways.invert_yaxis()
    ways.set_xlabel("seconds, medians")
    ways.set_title(f"{options.course}: {options.students} submissions, {options.jobs} processes")
    left = 0.0
    for name, seconds in _split(rounds).items():
        split.barh(["processor time"], [seconds], left=left, label=name)
        left += seconds
    split.set_xlabel("seconds of processor time, medians")
    split.legend(ncols=3, fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.4))
    figure.savefig(options.figure, dpi=120)


def _options() -> argparse.Namespace:
    parser = class_parser(__doc__)
    parser.add_argument("--course", choices=tuple(NAMES), default="light")
    parser.add_argument("--figure", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
