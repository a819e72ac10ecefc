"""What has arrived in `submitted/`, and whether it is still being written."""

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path

from autograder.submitted import Submitted

# Whoever copies a file into the folder leaves no longer pause than this.
PAUSE_SECONDS = 2.0

Arrivals = Mapping[str, str]


def arrivals(submitted: Submitted) -> Arrivals:
    """Return for each student a hash that changes with every file that is written."""
    return {student: _look(submitted, student) for student in submitted.students}


def settled(submitted: Submitted, before: Arrivals) -> Arrivals:
    """Return those of earlier arrivals to which nothing has happened for a moment."""
    time.sleep(PAUSE_SECONDS)
    now = arrivals(submitted)
    return {student: seen for student, seen in before.items() if now.get(student) == seen}


def _look(submitted: Submitted, student: str) -> str:
    digest = hashlib.sha256()
    try:
        for path in sorted(submitted.everything(student)):
            digest.update(f"{path}\0{_state(path)}\0".encode(errors="surrogateescape"))
    except OSError as error:  # one folder that cannot be looked into must not hold up the others
        digest.update(str(error).encode(errors="surrogateescape"))
    return digest.hexdigest()


def _state(path: Path) -> str:
    """Return size and time of a file; one that has just gone has none."""
    try:
        status = path.lstat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"
