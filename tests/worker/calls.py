"""Short words for what tests ask of a worker."""

from typing import Any

from autograder.sandbox.process import Process
from autograder.worker.wire import RemoteObject

SECONDS = 20.0


def call(worker: Process, name: str, *arguments: Any, **keywords: Any) -> Any:
    """Call a function of the notebook, or a method by its dotted name."""
    return worker.call(
        RemoteObject("notebook", tuple(name.split("."))), arguments, keywords, SECONDS
    )


def fetch(worker: Process, name: str) -> Any:
    """Get a value of the notebook."""
    return worker.call(RemoteObject("notebook", tuple(name.split("."))), None, {}, SECONDS)


def define(worker: Process, source: str) -> None:
    """Run a cell that must not fail, with the usual imports before it."""
    heading = "import numpy as np, tensorflow as tf, keras\n"
    assert worker.run_cell(heading + source, SECONDS).error is None
