"""Answers to a student's process out of the reference's: values cross, and nothing of its code."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.errors import OperatorFault
from autograder.sandbox.faults import (
    InvalidReply,
    ReplyTooLarge,
    RequestRefused,
    WorkerDied,
    WorkerFault,
    WorkerRaised,
)
from autograder.sandbox.process import Process
from autograder.worker.wire import RemoteObject

# The function of a worker that puts stubs among the student's names.
GIVE = RemoteObject("worker", ("give",))
# So often may one process of a student's ask.
ASKS = 5_000
STAYS = {"error": ["TypeError", "a given function takes and gives numbers, texts and arrays only"]}


@dataclass
class Giving:
    """Calls functions of the reference, by these names and no other, for one student's process.

    A forged question, or one too many, is an InvalidReply of that process. `note` is told what
    was asked for.
    """

    reference: Process
    names: frozenset[str]
    note: Callable[[str], None]
    left: int = ASKS

    def __call__(self, ask: Mapping[str, Any], deadline: float) -> Mapping[str, Any]:
        """Return the value, or the name and the text of the exception in its place."""
        name, arguments, keywords = self._read(ask)
        if stays([arguments, keywords]):
            return STAYS
        target, seconds = RemoteObject("notebook", (name,)), deadline - time.monotonic()
        try:
            value = self.reference.call(target, arguments, keywords, seconds)
        except WorkerRaised as fault:
            return {"error": [fault.error.type_name, fault.error.message]}
        except (ReplyTooLarge, RequestRefused) as error:
            return {"error": ["ValueError", str(error)]}
        except (WorkerFault, OperatorFault) as error:
            raise WorkerDied(f"the given {name} was asked for what ended it: {error}") from error
        return STAYS if stays(value) else {"value": value}

    def _read(self, ask: Mapping[str, Any]) -> tuple[str, Sequence[Any], Mapping[str, Any]]:
        name, arguments, keywords = (ask.get(key) for key in ("ask", "arguments", "keywords"))
        if type(name) is not str or type(arguments) is not list or type(keywords) is not dict:
            raise InvalidReply("the process asked for something that is no call")
        if name not in self.names:
            raise InvalidReply(f"the process asked for {name!r:.60}, which was not given")
        self.left -= 1
        if self.left < 0:
            raise InvalidReply("the process asked given functions too often")
        self.note(name)
        return name, arguments, keywords


def references(value: Any) -> Iterator[RemoteObject]:
    """Yield every reference in a value; each means something in its own process only."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from references(each)
    elif isinstance(value, RemoteObject):
        yield value


def stays(value: Any) -> bool:
    """Whether a value holds a reference."""
    return next(references(value), None) is not None
