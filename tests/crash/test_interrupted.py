"""The command is interrupted, the disk is full, the gradebook cannot be written: then again."""

import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from crash.commands import grade, said, start, state
from crash.processes import nothing_left, targets
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.course import Course
from autograder.records import PUT_OFF
from autograder.store import RecordStore

SLOW = "import time\ndef double(x):\n    time.sleep(1)\n    return x + x\n"
SMALL_FILES = """
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
setrlimit(RLIMIT_FSIZE, (2000, getrlimit(RLIMIT_FSIZE)[1]))
"""


Prepared = tuple[Path, dict[str, Any]]


def prepared(course: Path) -> Prepared:
    """Return a course with submissions, and what grading a copy of it undisturbed leaves."""
    assert Course(course).secret
    copy = Path(shutil.copytree(course, course.parent / "undisturbed"))
    grade(copy)
    return course, state(copy)


@pytest.fixture(scope="module")
def slow(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A course with a slow submission and a broken one."""
    course = Path(shutil.copytree(made_course, tmp_path_factory.mktemp("slow") / "course"))
    hand_in(course, "ada", answered(course, SLOW))
    hand_in(course, "bob", "{")
    return prepared(course)


@pytest.fixture(scope="module")
def unreadable(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A course with submissions that can be graded without running anything."""
    course = Path(shutil.copytree(made_course, tmp_path_factory.mktemp("unreadable") / "course"))
    hand_in(course, "ada", "{")
    hand_in(course, "bob", "[]")
    hand_in(course, "cy", "{").unlink()
    return prepared(course)


@contextmanager
def full_disk(_course: Path) -> Iterator[str]:
    """Let no file of the command's grow larger than a little."""
    yield SMALL_FILES


@contextmanager
def locked_gradebook(course: Path) -> Iterator[str]:
    """Let nobody write into the gradebook."""
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        gradebook.execute("BEGIN IMMEDIATE")
        yield ""


@contextmanager
def read_only_gradebook(course: Path) -> Iterator[str]:
    """Have the gradebook opened for reading only; permissions would not keep root out."""
    settings = course / "nbgrader_config.py"
    before = settings.read_text()
    address = f"sqlite:///file:{course}/gradebook.db?mode=ro&uri=true"
    settings.write_text(f"{before}\nc.CourseDirectory.db_url = {address!r}\n")
    yield ""
    settings.write_text(before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_command_leaves_nothing_running(
    number: signal.Signals, slow: Prepared, tmp_path: Path
) -> None:
    """Ctrl-C, a shutdown, a lost terminal: all processes end, and the next run completes it."""
    course = Path(shutil.copytree(slow[0], tmp_path / "course"))
    with nothing_left():
        command = start(course)
        while "worker" not in targets(command.pid) and command.poll() is None:
            time.sleep(0.05)
        command.send_signal(number)
        assert command.wait() != 0
    assert "Traceback" not in said(course)
    grade(course)
    assert state(course) == slow[1]


def test_command_killed_between_scores_and_outputs(slow: Prepared, tmp_path: Path) -> None:
    """The points stand, and the next run makes the outputs: everything is as if undisturbed."""
    course = Path(shutil.copytree(slow[0], tmp_path / "course"))
    store = RecordStore(course / "records" / ASSIGNMENT)
    with nothing_left():
        command = start(course)
        while (record := store.record("ada")) is None and command.poll() is None:
            time.sleep(0.05)
        command.kill()
        command.wait()
    assert record is not None
    assert (record.score, record.without_outputs) == (4.0, {NOTEBOOK: PUT_OFF})
    grade(course)
    assert state(course) == slow[1]


@pytest.mark.parametrize(
    ("trouble", "words", "row"),
    [
        (full_disk, "File too large", "none no grade:"),
        (locked_gradebook, "database is locked", "0 / 5 not in the gradebook:"),
        (read_only_gradebook, "readonly database", "0 / 5 not in the gradebook:"),
    ],
)
def test_what_cannot_be_written_is_told_and_made_good(
    trouble: Callable[[Path], AbstractContextManager[str]],
    words: str,
    row: str,
    unreadable: Prepared,
    tmp_path: Path,
) -> None:
    """Status 1 and the reason for every student; the next run completes what is missing."""
    course = Path(shutil.copytree(unreadable[0], tmp_path / "course"))
    with nothing_left(), trouble(course) as before:
        assert start(course, before).wait() == 1
    assert words in said(course)
    for student in ("ada", "bob", "cy"):
        assert f"{student} {row}" in said(course)
    grade(course)
    assert state(course) == unreadable[1]
