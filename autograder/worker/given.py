"""Functions that another process holds: to call one is to ask over the bridge for its value."""

import builtins
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from autograder.worker.channel import Channel
from autograder.worker.values import Values


@dataclass(frozen=True)
class Giver:
    """Puts stubs among the names of a notebook. Of a function they hold its name alone."""

    channel: Channel
    values: Values
    names: MutableMapping[str, Any]
    _turn: Lock = field(default_factory=Lock)

    def give(self, names: Sequence[str]) -> None:
        """Let each name stand for a function that is held elsewhere."""
        self.names.update({name: self._stub(name) for name in names})

    def _stub(self, name: str) -> Callable[..., Any]:
        def stub(*arguments: Any, **keywords: Any) -> Any:
            return self._ask(name, arguments, keywords)

        stub.__name__ = stub.__qualname__ = name
        return stub

    def _ask(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        ask = {
            "ask": name,
            "arguments": self.values.outgoing(list(arguments)),
            "keywords": self.values.outgoing(dict(keywords)),
        }
        with self._turn:  # a notebook may have threads; an answer names no question
            self.channel.send(ask)
            answer = self.channel.receive()
        if "value" in answer:
            return self.values.incoming(answer["value"])
        raise _exception(*answer["error"])


def _exception(type_name: str, message: str) -> Exception:
    """Return a built-in exception of this name; of any other name, what stands for it."""
    kind = getattr(builtins, type_name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with suppress(TypeError):  # some take more than a message
            return kind(message)
    return RuntimeError(f"{type_name}: {message}")
