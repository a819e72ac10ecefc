"""How long classes of any size take with any number of processes: simulated, and held against runs.

Submissions queue for processes, processes for cores, and grades for the one command that enters
them. Criteria come first, outputs when nothing is left to judge. How much processor time each stage
of a submission takes is measured on a small class (`stages.py`), and what the start and the
reference take is what a run with one process needs beyond that. So the first line of the comparison
agrees by construction, and the others are predictions.

    python benchmarks/simulation.py --course light --students 40
    python benchmarks/simulation.py --course week5 --students 12
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simpy
from against_nbgrader import COMMAND
from classes import NAMES, make_course
from stages import spent

CORES = len(os.sched_getaffinity(0))
COMPARED = (1, 2, 4)
CLASSES = (100, 1_000, 10_000)
CLUSTERS = (2, 8, 32, 128)
# So many submissions are under way for each process.
AHEAD = 2
HOUR = 3600.0


@dataclass(frozen=True)
class Stage:
    """Seconds of one submission: in processes, split by notebook, and then in the command."""

    graded: float
    entered: float
    notebooks: int


@dataclass(frozen=True)
class Course:
    """Seconds before the first submission, and the stages of each."""

    start: float
    stages: tuple[Stage, ...]


class Machine:
    """Processes that share cores, and one command, which needs a core as well."""

    def __init__(self, processes: int, cores: int, start: float) -> None:
        self.environment = simpy.Environment(initial_time=start)
        self._processes = simpy.Resource(self.environment, processes)
        self._cores = simpy.Resource(self.environment, cores)
        self._command = simpy.Resource(self.environment, 1)
        self._places = simpy.Resource(self.environment, AHEAD * processes)

    def pass_through(self, stage: Stage, submissions: int) -> None:
        """Let a class pass a stage, to the last of it."""
        run = self.environment.process(self._every(stage, submissions))
        self.environment.run(run)

    def _every(self, stage: Stage, submissions: int) -> Generator[Any, Any, None]:
        under_way = []
        for _ in range(submissions):
            place = self._places.request()
            yield place
            under_way.append(self.environment.process(self._one(stage, place)))
        yield self.environment.all_of(under_way)

    def _one(self, stage: Stage, place: Any) -> Generator[Any, Any, None]:
        parts = [stage.graded / stage.notebooks] * stage.notebooks
        held = [self._held(self._processes, seconds) for seconds in parts]
        yield self.environment.all_of([self.environment.process(each) for each in held])
        self._places.release(place)
        yield self.environment.process(self._held(self._command, stage.entered))

    def _held(self, resource: Any, seconds: float) -> Generator[Any, Any, None]:
        with resource.request() as mine:
            yield mine
            with self._cores.request() as core:
                yield core
                yield self.environment.timeout(seconds)


def simulated(course: Course, submissions: int, processes: int, cores: int) -> float:
    """Return the seconds from the command to the last grade."""
    machine = Machine(processes, cores, course.start)
    for stage in course.stages:
        machine.pass_through(stage, submissions)
    return float(machine.environment.now)


def main() -> None:
    """Measure, simulate, print both."""
    options = _options()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        made = make_course(options.course, Path(folder) / "course", options.students)
        measured = {jobs: _graded(made, Path(folder), jobs) for jobs in COMPARED}
        graded = Path(folder) / "graded-1"
        shutil.rmtree(graded / "records" / NAMES[options.course] / "notebooks")
        seconds = spent(options.course, graded)
        notebooks = len(list((made / "source" / NAMES[options.course]).glob("*.ipynb")))
    stages = _stages(seconds, options.students, notebooks)
    alone = simulated(Course(0.0, stages), options.students, 1, CORES)
    course = Course(max(measured[1] - alone, 0.0), stages)
    _compare(course, measured, options.students)
    _foretell(course)


def _graded(made: Path, folder: Path, jobs: int) -> float:
    """Grade the class from nothing; return the seconds that passed."""
    course = shutil.copytree(made, folder / f"graded-{jobs}")
    started = time.monotonic()
    words = [sys.executable, *COMMAND, str(course), "--jobs", str(jobs)]
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command
    return time.monotonic() - started


def _stages(seconds: Mapping[str, float], students: int, notebooks: int) -> tuple[Stage, ...]:
    """Split what a class took: what processes do first, what they do last, and the command's."""
    command = (seconds["entering"] + seconds["records"]) / students / 2
    last = sum(each for name, each in seconds.items() if name.startswith("outputs")) / students
    first = sum(seconds.values()) / students - last - 2 * command
    return Stage(first, command, notebooks), Stage(last, command, notebooks)


def _compare(course: Course, measured: Mapping[int, float], students: int) -> None:
    print(f"{students} submissions, {CORES} cores; start and reference {course.start:.1f} s")
    print(f"{'processes':>9} {'measured':>10} {'simulated':>10}")
    for jobs, seconds in measured.items():
        print(f"{jobs:9} {seconds:8.1f} s {simulated(course, students, jobs, CORES):8.1f} s")


def _foretell(course: Course) -> None:
    """Print the hours of large classes on clusters, where each process has a core of its own."""
    print(f"{'submissions':>11}" + "".join(f"{number:>7} cores" for number in CLUSTERS))
    for submissions in CLASSES:
        hours = [simulated(course, submissions, each, each + 1) / HOUR for each in CLUSTERS]
        print(f"{submissions:11,}" + "".join(f"{each:11.2f} h" for each in hours))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--course", choices=tuple(NAMES), default="light")
    parser.add_argument("--students", type=int, default=40)
    return parser.parse_args()


if __name__ == "__main__":
    main()
