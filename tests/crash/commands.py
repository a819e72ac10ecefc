"""The `autograder grade` command as a process of its own, and all that a batch leaves behind."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tiny_course import ASSIGNMENT, NOTEBOOK

from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.history.log import read_history
from autograder.records import Pace
from autograder.store import RecordStore

# As from a terminal: what starts the tests may have had these signals ignored.
COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from autograder.cli import main
main()
"""


def start(course: Path, before: str = "") -> "subprocess.Popen[bytes]":
    """Start the command on a course, after some Python code in the same process.

    What it says goes into a file beside the course.
    """
    options = ["--course", str(course), "--jobs", "1"]
    words = [sys.executable, "-c", f"{before}\n{COMMAND}", "grade", ASSIGNMENT, *options]
    with _log(course).open("ab") as log:
        return subprocess.Popen(words, stdout=log, stderr=log)


def grade(course: Path) -> float:
    """Grade undisturbed, and return the seconds that it took."""
    started = time.monotonic()
    assert start(course).wait() == 0, said(course)
    return time.monotonic() - started


def said(course: Path) -> str:
    """Return what the commands on a course have said, in one line."""
    return " ".join(_log(course).read_text().split())


def state(course: Path) -> dict[str, Any]:
    """Return everything that a batch leaves, but for times."""
    store = RecordStore(course / "records" / ASSIGNMENT)
    students = Course(course).students(ASSIGNMENT)
    records = [store.record(student) for student in students]
    grades = [store.notebook(student, NOTEBOOK) for student in students]
    histories = [read_history(store.history_path(student)) for student in students]
    pages = course.glob("autograded/**/*.ipynb")
    paths = (path.relative_to(course) for path in course.rglob("*"))
    return {
        "records": [each and each.model_copy(update={"seconds": 0}) for each in records],
        "notebooks": [
            each and each.model_copy(update={"seconds": 0, "pace": Pace()}) for each in grades
        ],
        "history": [[entry.outcome for entry in each.entries] for each in histories],
        "torn lines": [each.unreadable for each in histories],
        "totals": NbgraderCourse.open(course).totals(ASSIGNMENT),
        "autograded": {path.relative_to(course): json.loads(path.read_text()) for path in pages},
        "files": sorted(str(path) for path in paths if "__pycache__" not in path.parts),
    }


def _log(course: Path) -> Path:
    return course.parent / f"{course.name}.log"
