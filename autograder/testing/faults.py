"""Whose fault it is that a criterion ended in an exception."""

import re
from collections.abc import Mapping

from autograder.errors import (
    GraderError,
    ModelRefused,
    NeedUnjudged,
    NeverDefined,
    ObjectStayed,
    OperatorFault,
    ProtocolViolation,
    ResultTooLarge,
    StudentDied,
    StudentRaised,
    StudentTimeout,
)
from autograder.records import Fault, FaultKind

# Where an object lies in memory differs from run to run.
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
# How NumPy and pandas begin where an array, a table or a gap is used as a condition.
AMBIGUOUS = ("The truth value of a", "boolean value of NA")
# The first that fits; what fits nowhere was raised by the grader itself.
KINDS: Mapping[type[BaseException], FaultKind] = {
    StudentRaised: FaultKind.RAISED,
    StudentTimeout: FaultKind.TIMEOUT,
    StudentDied: FaultKind.DIED,
    ProtocolViolation: FaultKind.PROTOCOL,
    ResultTooLarge: FaultKind.TOO_LARGE,
    ModelRefused: FaultKind.REFUSED,
    ObjectStayed: FaultKind.OBJECT,
    NeedUnjudged: FaultKind.NEED,
    GraderError: FaultKind.GRADER,
    OperatorFault: FaultKind.OPERATOR,
}
STUDENTS = frozenset(
    {
        FaultKind.RAISED,
        FaultKind.TIMEOUT,
        FaultKind.DIED,
        FaultKind.PROTOCOL,
        FaultKind.TOO_LARGE,
        FaultKind.REFUSED,
    }
)


def fault_of(error: BaseException, place: str = "") -> Fault:
    """Return what an exception says as data; `place` is the line of the graders that it left."""
    if isinstance(error, NeverDefined):
        return fault_of(error.root, place)
    if isinstance(error, StudentRaised):
        return _raised(error, place)
    kind = _kind(error)
    return Fault(
        kind=kind,
        exception=type(error).__name__,
        message=ADDRESS.sub("", str(error)),
        place="" if kind in STUDENTS or kind is FaultKind.OPERATOR else place,
    )


def _kind(error: BaseException) -> FaultKind:
    """Return whose fault an exception may be: an array that came for a number is like an object."""
    if isinstance(error, ValueError | TypeError) and str(error).startswith(AMBIGUOUS):
        return FaultKind.OBJECT
    found = (kind for type_, kind in KINDS.items() if isinstance(error, type_))
    return next(found, FaultKind.GRADER)


def _raised(error: StudentRaised, place: str) -> Fault:
    """Tell the student's code from what a grader has sent over, which runs beside it."""
    sent = error.in_given_source
    return Fault(
        kind=FaultKind.SOURCE if sent else FaultKind.RAISED,
        exception=error.type_name,
        message=error.message,
        place=f"{place}, in what it sends by student.load: {error.place}" if sent else error.place,
    )


def students_words(fault: Fault) -> str:
    """Say to a student what came of their code."""
    return f"your code {_predicate(fault)}"


def _predicate(fault: Fault) -> str:
    match fault.kind:
        case FaultKind.RAISED | FaultKind.SOURCE:
            return f"raised {exception_words(fault)}"
        case FaultKind.TIMEOUT:
            return f"was {fault.message}"
        case FaultKind.TOO_LARGE:
            return f"returned a result that is too large: {fault.message}"
        case FaultKind.REFUSED:
            return f"built a model that cannot be measured: {fault.message}"
        case FaultKind.OBJECT:
            return _of_wrong_kind(fault)
    return f"was stopped: {fault.message}"


def _of_wrong_kind(fault: Fault) -> str:
    if fault.exception == ObjectStayed.__name__:
        return "returned an object; expected a number, a text, a list or an array"
    return "returned an array, a table or a gap; expected a number, a text or the like"


def exception_words(fault: Fault) -> str:
    """Name an exception with its text and its place."""
    return f"{_exception(fault)} ({fault.place})" if fault.place else _exception(fault)


def graders_words(fault: Fault) -> str:
    """Say to a person why a criterion was not judged; alike for every student."""
    where = f"{fault.place}: " if fault.place else ""
    return f"could not be judged: {where}{_exception(fault)}"


def _exception(fault: Fault) -> str:
    name = fault.exception or "an exception without a name"
    return f"{name}: {fault.message}" if fault.message else name
