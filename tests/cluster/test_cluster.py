"""`autograder grade --scheduler`: real workers, in folders of their own, that come and go."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cluster.machines import SECONDS, Machines
from tiny_course import ASSIGNMENT, answered, hand_in

from autograder.history.log import read_history
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return x + x\n"
SLOW = "import time\ndef double(x):\n    time.sleep(1)\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
SCORES = {"ada": 4.0, "bob": 4.0, "cleo": 0.0, "dee": 4.0, "eve": 0.0}

Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def handed_in(course: Path) -> RecordStore:
    """Five submissions, two of which take their time; where their records will be."""
    for student, source in zip(SCORES, (RIGHT, SLOW, WRONG, SLOW), strict=False):
        hand_in(course, student, answered(course, source))
    hand_in(course, "eve", "{")
    return RecordStore(course / "records" / ASSIGNMENT)


def scores(store: RecordStore) -> dict[str, float]:
    """Return the score of everybody who has a record."""
    records = {student: store.record(student) for student in SCORES}
    return {student: record.score for student, record in records.items() if record}


def gradings(store: RecordStore) -> dict[str, int]:
    """Return how often the log says that each student was graded."""
    return {each: len(read_history(store.history_path(each)).entries) for each in SCORES}


def wait_for(what: Callable[[], bool]) -> None:
    """Return once it is so."""
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_workers_that_differ_are_left_out_with_a_word(
    machines: Machines, handed_in: RecordStore, command: Begin, tmp_path: Path
) -> None:
    """One has another NumPy, one has two threads; the others grade as this machine does."""
    elsewhere = tmp_path / "elsewhere" / "numpy-0.1.dist-info"
    elsewhere.mkdir(parents=True)
    (elsewhere / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 0.1\n")
    machines.worker("other", paths={"PYTHONPATH": str(elsewhere.parent)})
    machines.worker("threads", threads=2)
    output, _ = command("grade", ASSIGNMENT, "--scheduler", machines.address).communicate()
    assert scores(handed_in) == SCORES, output
    assert output.count("is left out") == 2
    assert "is left out: expected numpy" in output
    assert "got 0.1" in output
    assert "is left out: expected one thread, got 2" in output
    assert not [*machines.folder.rglob("*.ipynb"), *machines.folder.rglob("*.db")]


def test_worker_that_is_killed_costs_nothing(
    machines: Machines, handed_in: RecordStore, command: Begin
) -> None:
    """What it was at is graded by another one; nobody is graded twice."""
    grading = command("grade", ASSIGNMENT, "--no-preflight", "--scheduler", machines.address)
    wait_for(lambda: "eve" in scores(handed_in))
    for name in ("first", "second"):
        machines.kill(name)
        time.sleep(1)
    output, _ = grading.communicate()
    assert grading.returncode == 0, output
    assert scores(handed_in) == SCORES
    assert gradings(handed_in) == dict.fromkeys(SCORES, 1)


def test_scheduler_that_ends_loses_nothing(
    machines: Machines, handed_in: RecordStore, command: Begin
) -> None:
    """The command ends in words, and the next one goes on where it was."""
    grading = command("grade", ASSIGNMENT, "--scheduler", machines.address)
    wait_for(lambda: "eve" in scores(handed_in))
    machines.kill("scheduler")
    output, _ = grading.communicate()
    assert grading.returncode == 1
    assert "Traceback" not in output, output
    assert "the scheduler is gone; what has been graded is kept" in " ".join(output.split())
    output, _ = command("grade", ASSIGNMENT).communicate()
    assert scores(handed_in) == SCORES, output
    assert gradings(handed_in) == dict.fromkeys(SCORES, 1)


def test_address_without_a_scheduler(handed_in: RecordStore, command: Begin) -> None:
    """It is told before anything is graded."""
    grading = command("grade", ASSIGNMENT, "--scheduler", "tcp://127.0.0.1:9")
    output, _ = grading.communicate()
    assert grading.returncode == 1
    assert "no scheduler answers at tcp://127.0.0.1:9" in output
    assert scores(handed_in) == {}
