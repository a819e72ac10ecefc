"""What may happen to a process in the sandbox; nobody's fault as yet.

Whoever knows whose process it was says whose fault it is: a student's in `grade/`, the auditor's
in `audit/`.

WorkerFault
├── WorkerRaised      a call in the process raised an exception; it lives on
├── ReplyTooLarge     what a call gave is too large to cross; it lives on
├── RequestRefused    what it was to be asked cannot cross; it was not asked
└── WorkerEnded       there is no process any more
    ├── WorkerTimeout it did not answer in time
    ├── WorkerDied    it ended before it answered
    └── InvalidReply  it answered with something else than data
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteError:
    """An exception in the worker; `bases` are the names of its classes, own first.

    `given` claims that it left a line which a grader has sent over.
    """

    type_name: str
    bases: tuple[str, ...]
    message: str
    place: str
    traceback: str
    given: bool = False


class WorkerFault(Exception):
    """Root of the tree; its text says in words what happened."""


class WorkerRaised(WorkerFault):
    """A call raised; `error` is what the worker says of it."""

    def __init__(self, error: RemoteError) -> None:
        super().__init__(f"{error.type_name}: {error.message}")
        self.error = error


class ReplyTooLarge(WorkerFault):
    """A call gave more than can cross, with the limit in words."""


class RequestRefused(WorkerFault):
    """What is to be handed over to the worker cannot cross: what it is, in words."""


class WorkerEnded(WorkerFault):
    """The worker has ended, by itself or by what it did."""


class WorkerTimeout(WorkerEnded):
    """The worker was ended after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"stopped after {seconds:g} s, the limit")
        self.seconds = seconds


class WorkerDied(WorkerEnded):
    """The worker ended before it answered; `killed` where it did not do so itself."""

    def __init__(self, reason: str, killed: bool = False) -> None:
        super().__init__(reason)
        self.killed = killed


class InvalidReply(WorkerEnded):
    """A forged, oversized or undecodable reply."""
