"""The worker's loop: one request, one reply, until the other side goes."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.random  # NumPy imports it when it is first used: that would be in each worker

from autograder.worker import adapters, memory, plots, wire
from autograder.worker.channel import Channel, ChannelClosed
from autograder.worker.effects import Effects
from autograder.worker.given import Giver
from autograder.worker.shell import Shell
from autograder.worker.tracebacks import describe
from autograder.worker.values import Kept, Values, load


def main(channel: Channel, output_bytes: int) -> None:
    """Serve a student's notebook; `output_bytes` is how much one cell may print and display."""
    seed()
    shell = Shell(output_bytes)
    memory.keep_reserve()
    functions = {**callable_by_graders(), **Effects(output_bytes, shell.shown).functions()}
    values = Values({"notebook": shell.names, "worker": functions})
    functions["give"] = Giver(channel, values, shell.names).give
    Server(channel, values, shell.run_cell).serve()


def seed() -> None:
    """Let numbers that a notebook draws unseeded repeat all the same."""
    random.seed(0)
    np.random.seed(0)
    for adapter in adapters.present():
        adapter.seed()


def callable_by_graders() -> dict[str, Callable[..., Any]]:
    """Return what graders may call here beside the student's own functions."""
    functions: dict[str, Callable[..., Any]] = {"load": load, "keep": Kept}
    for adapter in adapters.present():
        functions.update(adapter.functions())
    return functions


@dataclass(frozen=True)
class Server:
    """Answers requests out of `values`; without `run_cell` only calls are understood."""

    channel: Channel
    values: Values
    run_cell: Callable[[str], Mapping[str, Any]] | None = None

    def serve(self) -> None:
        """Say that the worker is ready, then answer until the other side goes."""
        self.channel.send({"ready": True})
        while True:
            request = self.channel.receive()
            reply = self._answer(request)
            memory.make_room()
            self._send({"id": request["id"], **reply})

    def _answer(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if request["verb"] == "run_cell" and self.run_cell is not None:
            return self.run_cell(request["source"])
        try:
            fetched = request["arguments"] is None
            value = self.values.outgoing(self._call(request), records=fetched)
            plots.close_figures()
            return {"value": value}
        except wire.TooLarge as error:
            return {"too_large": str(error)}
        except BaseException as error:  # whatever student code raises is an answer
            return {"error": describe(error)}

    def _call(self, request: Mapping[str, Any]) -> Any:
        target = self.values.resolve(request["target"])
        if request["arguments"] is None:
            return target
        arguments = self.values.incoming(request["arguments"])
        return target(*arguments, **self.values.incoming(request["keywords"]))

    def _send(self, reply: Mapping[str, Any]) -> None:
        """Send a reply; one that cannot cross is told as what came of the call."""
        try:
            self.channel.send(reply)
        except ChannelClosed:
            raise
        except wire.TooLarge as error:
            self.channel.send({"id": reply["id"], "too_large": str(error)})
        except (wire.WireError, MemoryError) as error:
            self.channel.send({"id": reply["id"], "error": describe(error)})
