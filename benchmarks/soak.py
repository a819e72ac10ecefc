"""A long batch with faults in it: does anything grow, is anything lost?

Grades several hundred submissions of a small course, of which some loop for ever, fill their
memory, end their process or print without end, while workers are killed from outside at random.
Prints memory, descriptors and processes of the grading side as the batch goes on. Ends with
status 1 when a submission has another score than it earned, when memory or descriptors at the end
are above those at a fifth of the way by more than `SLACK`, or when a process stays behind.

    python benchmarks/soak.py --submissions 300
"""

import argparse
import random
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in, make_course

from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.pool import end_beside, grade_all, local_executors
from autograder.records import GradeRecord
from autograder.tasks import Keep, Task, Work

JOBS = 2
SLACK = 1.15
KILL_SECONDS = 4.0
LIMITS = "\nc.Limits.cell_seconds, c.Limits.call_seconds = 6.0, 3.0\n"
# Ten submissions in turn: source of the TODO cell, and the points that it earns.
HONEST = ("def double(x):\n    return x + x\n", 4.0)
KINDS = (
    HONEST,
    ("def double(x):\n    return x * x\n", 0.0),
    HONEST,
    ("def double(x):\n    while True:\n        pass\n", 0.0),
    HONEST,
    ("def double(x):\n    return bytearray(8 << 30)\n", 0.0),
    HONEST,
    ("import os\ndef double(x):\n    os._exit(0)\n", 0.0),
    ("def double(x):\n    for _ in range(3000): print('x' * 10_000)\n    return 2 * x\n", 4.0),
    ("import os, signal\ndef double(x):\n    os.kill(os.getpid(), signal.SIGSEGV)\n", 0.0),
)


@dataclass(frozen=True)
class Usage:
    """What the trusted processes hold: memory in MiB, open descriptors."""

    here: int
    graders: int
    fork_servers: int
    descriptors: int

    @property
    def memory(self) -> int:
        """All of it together."""
        return self.here + self.graders + self.fork_servers


def trusted() -> list[list[psutil.Process]]:
    """This process, the graders, their fork servers; workers come and go below those."""
    graders = psutil.Process().children()
    return [[psutil.Process()], graders, [child for each in graders for child in each.children()]]


def workers() -> list[psutil.Process]:
    """Every process of a sandbox that stands now."""
    below = psutil.Process().children(recursive=True)
    return list(set(below).difference(*trusted()))


def held(process: psutil.Process) -> tuple[int, int]:
    """Return a process's memory in MiB and its descriptors; nothing once it has ended."""
    with suppress(psutil.NoSuchProcess):
        return process.memory_info().rss >> 20, process.num_fds()
    return 0, 0


def usage() -> Usage:
    """Add up what stands now."""
    rows = [[held(process) for process in processes] for processes in trusted()]
    memory = [sum(size for size, _ in row) for row in rows]
    return Usage(*memory, descriptors=sum(count for row in rows for _, count in row))


@contextmanager
def killing(seed: int) -> Iterator[list[int]]:
    """Kill a worker from outside every few seconds; yield the list of those killed."""
    killed: list[int] = []
    over = threading.Event()
    choice = random.Random(seed)  # noqa: S311 - which worker dies is no secret

    def run() -> None:
        while not over.wait(KILL_SECONDS):
            with suppress(psutil.NoSuchProcess):
                if standing := workers():
                    victim = choice.choice(standing)
                    victim.kill()
                    killed.append(victim.pid)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def left_behind() -> list[psutil.Process]:
    """Return what still runs; Python's own tracker of shared resources ends with this process."""
    end_beside()  # an outcome without outputs has them made there when it is entered
    running = psutil.Process().children(recursive=True)
    return [each for each in running if "resource_tracker" not in " ".join(each.cmdline())]


def make_class(folder: Path, submissions: int) -> list[Task]:
    """Write the course and its submissions; return what there is to grade."""
    course = make_course(folder / "course")
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(LIMITS)
    limits = limits_of(NbgraderCourse.open(course).config)
    for number in range(submissions):
        source, _ = KINDS[number % len(KINDS)]
        hand_in(course, f"student{number:03}", answered(course, source))
    names = [f"student{number:03}" for number in range(submissions)]
    return [Task(course, ASSIGNMENT, name, frozenset([NOTEBOOK]), limits) for name in names]


def grade(tasks: Sequence[Task], samples: list[Usage]) -> list[GradeRecord]:
    """Grade all tasks and enter each, noting the usage after each; return the records."""
    course, records = NbgraderCourse.open(tasks[0].course), []
    with local_executors(JOBS) as executors:
        work = Work(tasks[0].read_release(), Keep.RECORDS)
        for update in grade_all(tasks, executors, work):
            for outcome in update.finished:
                if outcome.more:
                    continue
                if outcome.record is None:
                    raise SystemExit(f"{outcome.student}: {outcome.reason}")
                course.autograde(ASSIGNMENT, outcome.student)
                records.append(outcome.record)
                samples.append(usage())
                if len(records) % 20 == 0:
                    print(f"{len(records):4} graded  {samples[-1]}", flush=True)
    return records


def unjudged(record: GradeRecord) -> bool:
    """Whether a cell waits for a person because of a fault that was not the student's."""
    return any(cell.needs_manual and not cell.manual for cell in record.cells)


def wrong(records: Sequence[GradeRecord]) -> list[str]:
    """Name the students whose score is not what their kind of submission earns."""
    pairs = ((record, KINDS[int(record.student[-3:]) % len(KINDS)]) for record in records)
    return [f"{r.student} ({r.score}, earned {kind[1]})" for r, kind in pairs if r.score != kind[1]]


def is_flat(samples: Sequence[Usage]) -> bool:
    """Compare the end of a batch with a fifth of the way, when everything had been warm."""
    early, late = samples[len(samples) // 5], samples[-1]
    print(f"at a fifth  {early}\nat the end  {late}")
    same = late.descriptors <= early.descriptors * SLACK
    return same and late.memory <= early.memory * SLACK


def main() -> int:
    """Grade; grade again what a killed worker had left to a person; print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tasks = make_class(Path(folder), options.submissions)
        samples: list[Usage] = []
        with killing(options.seed) as killed:
            records = {record.student: record for record in grade(tasks, samples)}
        interrupted = [task for task in tasks if unjudged(records[task.student])]
        print(
            f"{len(killed)} processes killed, {len(interrupted)} submissions wait for a second run"
        )
        if interrupted:
            records |= {record.student: record for record in grade(interrupted, [])}
        losses = wrong(list(records.values()))
    flat, behind = is_flat(samples), left_behind()
    print(f"wrong scores: {losses or 'none'}; processes left behind: {len(behind)}")
    return int(bool(losses or behind) or not flat)


if __name__ == "__main__":
    raise SystemExit(main())
