"""The near side of an engine: questions and answers as plain data, and whose fault a failure is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, Protocol, Self, TypeVar

from autograder.errors import (
    AuditorCrashed,
    AuditorFailed,
    GraderError,
    ModelRefused,
    StudentTimeout,
)
from autograder.limits import Limits
from autograder.sandbox.faults import (
    InvalidReply,
    RequestRefused,
    WorkerDied,
    WorkerRaised,
    WorkerTimeout,
)
from autograder.worker.wire import RemoteObject

_REFUSED, _SPOILT = "Refused", "Spoilt"
# A message may be nested a little deeper on its way to the engine than on its way here.
MOST_NESTED = 16
Result = TypeVar("Result")


class Process(Protocol):
    """The sandboxed process that runs the engine of an adapter."""

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        timeout: float,
    ) -> Any:
        """Call a function there."""

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""

    def close(self) -> None:
        """End it."""


class Engine:
    """Asks an adapter's engine in a process that holds no student's code; a context manager.

    `start` begins such a process; one that has ended is followed by another. Every question may
    raise ModelRefused (the model is at fault, in words for its author), StudentTimeout (it ran
    past `limits.audit_seconds`; the process is gone), AuditorCrashed (the process ended over it)
    and AuditorFailed (the process was killed, or what it answered makes no sense).
    """

    def __init__(self, start: Callable[[], Process], limits: Limits | None = None) -> None:
        self._start = start
        self._seconds = (limits or Limits()).audit_seconds
        self._process: Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None

    @property
    def process(self) -> Process:
        """The process that answers now."""
        if self._process is None or not self._process.alive:
            self._process = self._start()
        return self._process

    def ask(self, function: str, *arguments: Any) -> Any:
        """Call a function of the engine."""
        target = RemoteObject("worker", (function,))
        try:
            return self.process.call(target, arguments, {}, self._seconds)
        except WorkerRaised as fault:
            _blame(fault)
        except WorkerTimeout as error:
            raise StudentTimeout(error.seconds) from error
        except RequestRefused as error:
            raise GraderError(f"what the grader hands over to the auditor is {error}") from error
        except (WorkerDied, InvalidReply) as error:
            crashed = isinstance(error, WorkerDied) and not error.killed
            kind = AuditorCrashed if crashed else AuditorFailed
            raise kind(f"the auditor stopped: {error}") from error


def _blame(fault: WorkerRaised) -> NoReturn:
    error = fault.error
    kind = error.type_name.rpartition(".")[2]
    if kind == _REFUSED:
        raise ModelRefused(error.message) from fault
    if kind == _SPOILT:
        raise AuditorFailed(error.message) from fault
    raise AuditorFailed(f"the auditor failed: {fault}\n{error.traceback}") from fault


def twice(call: Callable[[], Result]) -> Result:
    """Do something again where the process crashed over it: it may have been another's fault."""
    try:
        return call()
    except AuditorCrashed:
        return call()


def is_data(exported: Any) -> bool:
    """Tell whether a worker has sent a mapping with none of its own objects in it."""
    return isinstance(exported, Mapping) and _is_data(exported, MOST_NESTED)


def _is_data(value: Any, levels: int) -> bool:
    """Tell whether no object that stayed in the worker, and nothing nested deeper, is in it."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return levels > 0 and all(_is_data(item, levels - 1) for item in value)
    return not isinstance(value, RemoteObject)
