"""Ends a criterion that computes without end.

What counts is this process's own processor time: what a student's code takes has limits of its own.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from autograder.errors import GraderError

OWN_SECONDS = 600.0
# A grader that catches the first error is told again.
AGAIN_SECONDS = 1.0


@contextmanager
def limited() -> Iterator[None]:
    """Raise GraderError where what is done here computes for too long.

    Python tells signals to the main thread only; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, OWN_SECONDS, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise GraderError(f"the grader itself computed for {OWN_SECONDS:g} s, the limit")
