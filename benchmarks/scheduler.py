"""A class graded by a scheduler's two workers, against this machine's own two processes.

In turns, in one run; the reference has been graded before. Ends with status 1 where the scheduler
takes more than a tenth longer.

    python benchmarks/scheduler.py --course light --students 20 --rounds 5
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from classes import NAMES, make_course
from cluster.machines import WORKERS, two_workers

GOAL = 1.1
JOBS = len(WORKERS)


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--course", choices=NAMES, default="light")
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        course = make_course(options.course, Path(folder) / "course", options.students)
        with two_workers(Path(folder)) as machines:
            return _compared(options, course, machines.address)


def _compared(options: argparse.Namespace, course: Path, address: str) -> int:
    assignment = NAMES[options.course]
    ways = {"here": (), "scheduler": ("--scheduler", address)}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():  # imports, probes and the reference are paid for before
        _grade(course, assignment, *way)
    for _ in range(options.rounds):
        for name, way in ways.items():
            seconds[name].append(_grade(course, assignment, *way))
    for name, each in seconds.items():
        print(f"{name:10} {statistics.median(each):6.1f} s  ({min(each):.1f} to {max(each):.1f})")
    ratio = statistics.median(seconds["scheduler"]) / statistics.median(seconds["here"])
    print(f"scheduler / here  {ratio:.2f}  (goal: at most {GOAL})")
    return int(ratio > GOAL)


def _grade(course: Path, assignment: str, *options: str) -> float:
    """Grade everybody anew; return the seconds."""
    program = Path(sys.executable).with_name("autograder")
    arguments = ["grade", assignment, "--force", "--jobs", str(JOBS), "--course", str(course)]
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own command
        [program, *arguments, *options], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
