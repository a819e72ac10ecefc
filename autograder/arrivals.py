"""What has arrived in `submitted/`, and whether it is still being written."""

import time
from collections.abc import Mapping

from autograder.states import digest, written
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
    try:
        return digest(submitted.everything(student), written)
    except OSError as error:  # one folder that cannot be looked into must not hold up the others
        return f"{type(error).__name__} {error.errno}"
