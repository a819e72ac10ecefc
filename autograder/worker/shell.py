"""The student's notebook as it runs: one cell in, its outputs out."""

import asyncio
import logging
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from autograder.worker import colab
from autograder.worker.interactive import ZMQInteractiveShell
from autograder.worker.outputs import Outputs, Stream
from autograder.worker.plots import Shown
from autograder.worker.tracebacks import describe


class Shell:
    """Runs cells in IPython, always inside one event loop, as Jupyter's kernel does."""

    def __init__(self, output_bytes: int) -> None:
        self._outputs = Outputs(output_bytes)
        _redirect(self._outputs)
        colab.install_where_marked()
        self._shell = ZMQInteractiveShell.create(self._outputs, str(Path.home() / ".ipython"))
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    @property
    def names(self) -> dict[str, Any]:
        """The names that the cells have defined."""
        names: dict[str, Any] = self._shell.user_ns
        return names

    @property
    def shown(self) -> Shown:
        """The figures that a call displays."""
        return self._shell.shown

    def run_cell(self, source: str) -> dict[str, Any]:
        """Run a cell and return its outputs, execution count, number and error, all plain."""
        self._outputs.start_cell()
        count = self._shell.execution_count
        value, error = self._run(source)
        return {
            **self._outputs.finish_cell(),
            "execution_count": count,
            "number": number_of(value),
            "error": None if error is None else describe(error),
        }

    def _run(self, source: str) -> tuple[Any, BaseException | None]:
        """Return what the last expression gave, if it was displayed, and what was raised."""
        try:
            result = self._loop.run_until_complete(self._run_in_loop(source))
        except BaseException as error:  # such as a cell that stops the loop it runs in
            self._shell.showtraceback((type(error), error, error.__traceback__))
            return None, error
        failure: BaseException | None = result.error_before_exec or result.error_in_exec
        return result.result, failure

    async def _run_in_loop(self, source: str) -> Any:
        transformed, failure = source, None
        try:
            transformed = self._shell.transform_cell(source)
        except Exception:
            failure = sys.exc_info()
        result = await self._shell.run_cell_async(
            source,
            store_history=True,
            transformed_cell=transformed,
            preprocessing_exc_tuple=failure,
        )
        # Open figures are shown here, as after every cell in Jupyter.
        self._shell.events.trigger("post_execute")
        self._shell.events.trigger("post_run_cell", result)
        return result


def number_of(value: Any) -> float | None:
    """Return a number of Python's or NumPy's; None for all else, truth values included."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, 1 if value > 0 else -1)


def _redirect(outputs: Outputs) -> None:
    """Send both streams to the outputs, and the loggers that libraries set up before the fork."""
    sys.stdout, sys.stderr = Stream("stdout", outputs), Stream("stderr", outputs)
    loggers = [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", ()):
            if getattr(handler, "stream", None) is sys.__stderr__:
                handler.setStream(sys.stderr)
