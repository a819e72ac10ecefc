"""A process that runs a student's code: what happens to it is the student's fault."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.errors import (
    AutograderError,
    GraderError,
    ProtocolViolation,
    ResultTooLarge,
    StudentDied,
    StudentRaised,
    StudentTimeout,
)
from autograder.grade.context import ENTRY, GradingContext
from autograder.sandbox.cell_run import CellRun
from autograder.sandbox.faults import (
    RemoteError,
    ReplyTooLarge,
    RequestRefused,
    WorkerDied,
    WorkerFault,
    WorkerRaised,
    WorkerTimeout,
)
from autograder.sandbox.process import Answer, Process
from autograder.worker.wire import RemoteObject


@dataclass(frozen=True)
class StudentProcess:
    """A worker with a student's code in it; all that goes wrong there is a StudentFault.

    Only what a grader hands over and cannot cross is a GraderError.
    """

    process: Process

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self.process.alive

    def run_cell(self, source: str, timeout: float) -> CellRun:
        """Run the source of one cell; an exception in it is part of the result."""
        with _blaming_the_student():
            return self.process.run_cell(source, timeout)

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        timeout: float,
    ) -> Any:
        """Call a function and return its result; without arguments fetch a value."""
        with _blaming_the_student():
            return self.process.call(target, arguments, keywords, timeout)

    def answer_with(self, answer: Answer) -> None:
        """Have what the process asks for while it works answered."""
        self.process.answer = answer

    def close(self) -> None:
        """End it."""
        self.process.close()


def start_worker(context: GradingContext, files: Mapping[str, bytes]) -> StudentProcess:
    """Start a worker for a student's code, with these files (relative name to content) beside."""
    return StudentProcess(context.fork_server.spawn(ENTRY, files, context.limits))


def raised(error: RemoteError) -> StudentRaised:
    """Return a worker's exception as one that can be raised here."""
    fault = StudentRaised(error.type_name, error.bases, error.message, error.place, error.traceback)
    fault.in_given_source = error.given
    return fault


@contextmanager
def _blaming_the_student() -> Iterator[None]:
    try:
        yield
    except WorkerFault as fault:
        raise _blamed(fault) from fault


def _blamed(fault: WorkerFault) -> AutograderError:
    match fault:
        case WorkerRaised():
            return raised(fault.error)
        case WorkerTimeout():
            return StudentTimeout(fault.seconds)
        case WorkerDied():
            return StudentDied(str(fault), fault.killed)
        case ReplyTooLarge():
            return ResultTooLarge(str(fault))
        case RequestRefused():
            return GraderError(f"what the grader hands over to the student's process is {fault}")
        case _:
            return ProtocolViolation(str(fault))
