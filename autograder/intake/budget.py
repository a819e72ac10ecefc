"""How long the text of one notebook may be worked on: no text may hold up a batch."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from autograder.errors import NotebookRejected


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise NotebookRejected once so many seconds of processor time are used up.

    Regular expressions heed the signal too. It reaches the main thread only, where every process
    of a batch does its work; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise NotebookRejected(
            f"its text takes more than {seconds:g} s to be read; hand in the notebook as released, "
            "with your own work in its cells"
        )

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
