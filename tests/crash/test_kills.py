"""`autograder grade` is killed at random moments: in the end everything is as if nothing had been.

Each life of the course begins ungraded. One process of the batch after the other is killed: the
command, a grading process, a fork server, a worker. The command is started again where it was
killed, until it comes to its end; one more run, and nothing may differ from an undisturbed batch.
"""

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

import nbformat
from crash.commands import grade, start, state
from crash.processes import nothing_left, targets
from effort import THOROUGH
from tiny_course import ASSIGNMENT, answered, cell, hand_in

from autograder.course import Course

KILLS = 50 if THOROUGH else 16
SIDE_BY_SIDE = 2
# So many commands are hit before they grade anyone; from then on a notebook is being run.
EARLY = 0.25
# Reading nbgrader's configuration changes the working directory.
ONE_AT_A_TIME = Lock()
# Whose end the grading of a notebook notices.
DISTURBING = {"worker", "fork server"}
KINDS = DISTURBING | {"command", "grading"}
RIGHT = "def double(x):\n    return x + x\n"
SLOW = "import time\ndef double(x):\n    time.sleep(0.1)\n    return x + x\n"
PARTLY = "def double(x):\n    return 2 * abs(x)\n"
WRONG = "def double(x):\n    return x * x\n"


def class_of_eight(course: Path) -> None:
    """Hand in what is right, wrong, broken and slow."""
    for student, source in {"ada": SLOW, "bob": PARTLY, "cy": WRONG, "dan": SLOW}.items():
        hand_in(course, student, answered(course, source))
    hand_in(course, "eve", "{")
    hand_in(course, "fay", "{").unlink()
    writes = answered(course, RIGHT)
    cell(writes, "written_why").source = "Because."
    hand_in(course, "gil", writes)
    prints = answered(course, SLOW)
    prints.cells.append(nbformat.v4.new_code_cell("print('end')"))
    hand_in(course, "hal", prints)


@dataclass
class Killer:
    """Kills one process of a batch after the other, at moments that are drawn."""

    course: Path
    moments: Random
    seconds: float
    killed: Counter[str] = field(default_factory=Counter)
    _graded_when_disturbed: int = -2
    _early: bool = False

    def live(self, kills: int) -> None:
        """Start the command and kill, until so many are killed or the command comes to its end."""
        command = self._start()
        while self.killed.total() < kills and self._wait(command):
            if self._kill(command.pid) == "command":
                command.wait()
                command = self._start()
        command.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._early = self.moments.random() < EARLY
        return start(self.course)

    def _wait(self, command: "subprocess.Popen[bytes]") -> bool:
        """Wait for the next moment; False where the command has ended before.

        The time is counted from when a notebook is being run: a batch that was always hit there
        would never get on.
        """
        while command.poll() is None and not self._early and "worker" not in targets(command.pid):
            time.sleep(0.05)
        # A worker lives for a moment only: every second kill comes while one is there.
        time.sleep(self.moments.choice((0.0, self.moments.uniform(0, self.seconds / 4))))
        self._early = False
        return command.poll() is None

    def _kill(self, command: int) -> str:
        """Kill a process of the kind that was hit least so far, and return the kind.

        A notebook is disturbed once: after a second time running it would wait for the next
        command, and the log would say so. It is done with once two more records stand: the first
        may be of the notebook before, which was graded and not yet stored.
        """
        found = targets(command)
        if self._graded() < self._graded_when_disturbed + 2:
            found = {kind: some for kind, some in found.items() if kind not in DISTURBING}
        kind = min(found, key=lambda kind: (self.killed[kind], self.moments.random()))
        try:
            os.kill(self.moments.choice(found[kind]), signal.SIGKILL)
        except ProcessLookupError:
            return ""  # it had just come to its end
        self.killed[kind] += 1
        if kind in DISTURBING:
            self._graded_when_disturbed = self._graded()
        return kind

    def _graded(self) -> int:
        """Return how many submissions have a record."""
        return len(list(self.course.glob(f"records/{ASSIGNMENT}/*.json")))


@dataclass(frozen=True)
class Trial:
    """What all lives are held against."""

    course: Path
    seconds: float
    expected: dict[str, Any]

    def lives(self, number: int) -> Counter[str]:
        """Let the course live, life after life, until it has seen its share of kills."""
        killed: Counter[str] = Counter()
        share = KILLS // SIDE_BY_SIDE
        moments = Random(number)  # noqa: S311 - moments need not be secret
        for life in count():
            folder = self.course.parent / f"life-{number}-{life}"
            killer = Killer(Path(shutil.copytree(self.course, folder)), moments, self.seconds)
            killer.live(share - killed.total())
            grade(folder)
            with ONE_AT_A_TIME:
                assert state(folder) == self.expected
            killed += killer.killed
            if killed.total() == share:
                break
        return killed


def test_kills_leave_what_an_undisturbed_batch_leaves(course: Path, tmp_path: Path) -> None:
    """Records, history, gradebook, autograded notebooks and files: all as they should be."""
    class_of_eight(course)
    assert Course(course).secret
    undisturbed = Path(shutil.copytree(course, tmp_path / "undisturbed"))
    with nothing_left(), ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        trial = Trial(course, grade(undisturbed), state(undisturbed))
        killed = sum(pool.map(trial.lives, range(SIDE_BY_SIDE)), Counter())
    assert killed.total() == KILLS
    assert set(killed) == KINDS
