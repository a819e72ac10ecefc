"""Seconds from handing in to feedback that can be fetched, with `watch` killed on the way.

A course as `autograder init` makes it, with NumPy. Students hand in through nbgrader's exchange at
moments drawn at random, while `autograder watch --release` runs; it is killed and started again,
so many times at even distances. Prints the median, the 95th percentile and the longest. Ends with
status 1 when a submission has no feedback, or is graded another number of times than once.

    python benchmarks/watch.py --submissions 50 --seconds 120 --kills 2
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import nbformat
import numpy as np
from click.testing import CliRunner
from nbgrader.utils import notebook_hash

from autograder.cli import main as autograder
from autograder.cli.init import FIRST
from autograder.course import Course
from autograder.history.log import read_history
from autograder.solutions import Solution, fill_in, read_solutions, reference_cells
from autograder.store import RecordStore

COMMAND = ("-c", "from autograder.cli import main; main()", "watch", FIRST, "--release")
CONFIGURATION = """
c.CourseDirectory.course_id = "course"
c.Exchange.root = {exchange!r}
c.ExchangeCollect.check_owner = False
"""
LOOK_SECONDS = 0.1
# So long after the last hand-in all feedback must be there, on a busy machine as well.
PATIENCE_SECONDS = 600.0


@dataclass
class Classroom:
    """A course, its exchange, and when who has handed in and could fetch feedback."""

    course: Path
    exchange: Path
    handed_in: dict[str, float] = field(default_factory=dict)
    fetched: dict[str, float] = field(default_factory=dict)

    def hand_in(self, student: str, notebook: str, text: str) -> None:
        """Hand in as `nbgrader submit` does; the time runs from its last file."""
        moment = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())}.000000 UTC"
        folder = self.exchange / "course" / "inbound" / f"{student}+{FIRST}+{moment}+0"
        folder.mkdir()
        (folder / f"{notebook}.ipynb").write_text(text, encoding="utf-8")
        (folder / "timestamp.txt").write_text(moment)
        (folder / "submission_secret.txt").write_text(student)
        self.handed_in[student] = time.monotonic()

    def look(self, notebook: str) -> None:
        """Note whose feedback can be fetched by now."""
        for student in self.handed_in.keys() - self.fetched.keys():
            name = notebook_hash(secret=student, notebook_id=notebook)
            if (self.exchange / "course" / "feedback" / f"{name}.html").exists():
                self.fetched[student] = time.monotonic()

    @property
    def gradings(self) -> dict[str, int]:
        """How often each student was graded."""
        store = RecordStore(self.course / "records" / FIRST)
        logs = {student: store.history_path(student) for student in self.handed_in}
        return {student: len(read_history(path).entries) for student, path in logs.items()}


def main() -> None:
    """Let the class hand in while `watch` is killed, and print how long feedback took."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        room = _room(Path(folder))
        notebook, texts = _answers(room.course)
        _run(room, notebook, cycle(texts), options)
        seconds = [room.fetched[each] - room.handed_in[each] for each in room.fetched]
        lost = sorted(room.handed_in.keys() - room.fetched.keys())
        other = {student: count for student, count in room.gradings.items() if count != 1}
    print(f"{len(room.handed_in)} handed in, {len(lost)} without feedback {lost or ''}")
    print(f"{len(other)} not graded once {other or ''}")
    if seconds:
        middle, most = np.percentile(seconds, [50, 95])
        print(f"seconds to feedback: median {middle:.1f}, 95th percentile {most:.1f}, ", end="")
        print(f"longest {max(seconds):.1f}")
    sys.exit(bool(lost or other))


def _run(room: Classroom, notebook: str, texts: Iterator[str], options: argparse.Namespace) -> None:
    draw = random.Random(options.seed)  # noqa: S311 - moments, no secrets
    moments = sorted(draw.uniform(0, options.seconds) for _ in range(options.submissions))
    kills = [options.seconds * (each + 1) / (options.kills + 1) for each in range(options.kills)]
    process, begun = _watch(room, options), time.monotonic()
    try:
        while not _is_done(room, moments, begun):
            passed = time.monotonic() - begun
            if kills and passed >= kills[0]:
                kills.pop(0)
                process.kill()
                process.wait()
                process = _watch(room, options)
            while moments and passed >= moments[0]:
                moments.pop(0)
                room.hand_in(f"student-{len(room.handed_in):03}", notebook, next(texts))
            room.look(notebook)
            time.sleep(LOOK_SECONDS)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _is_done(room: Classroom, moments: Sequence[float], begun: float) -> bool:
    last = max(room.handed_in.values(), default=begun)
    late = time.monotonic() > last + PATIENCE_SECONDS
    return not moments and (late or room.fetched.keys() == room.handed_in.keys())


def _watch(room: Classroom, options: argparse.Namespace) -> "subprocess.Popen[bytes]":
    settings = ["--interval", str(options.interval), "--course", str(room.course)]
    words = [sys.executable, *COMMAND, *settings]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603 - this project's command


def _room(folder: Path) -> Classroom:
    course, exchange = folder / "course", folder / "exchange"
    CliRunner().invoke(autograder, ["init", str(course)], catch_exceptions=False)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(CONFIGURATION.format(exchange=str(exchange)))
    (exchange / "course" / "inbound").mkdir(parents=True)
    return Classroom(course, exchange)


def _answers(course: Path) -> tuple[str, list[str]]:
    """Return the name of the course's notebook, and it solved in each way that comes with it."""
    (released,) = Course(course).assignment(FIRST).notebooks.values()
    reference = reference_cells(course / "source" / FIRST / f"{released.name}.ipynb")
    ways: list[list[Solution]] = [[]]
    ways += [[each] for each in read_solutions(course / "solutions" / FIRST)]
    texts = [nbformat.writes(fill_in(released.notebook, reference, way)) for way in ways]
    return released.name, texts


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--interval", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
