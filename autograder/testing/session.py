"""What one grading offers its hidden graders; made by the layer above, used by the fixtures."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from autograder.worker.wire import RemoteObject


class Connection(Protocol):
    """A process that holds the student's definitions and answers calls."""

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        timeout: float,
    ) -> Any:
        """Call the target, or fetch its value where `arguments` is None."""


class ModelLoader(Protocol):
    """The auditor as graders see it."""

    def load(self, exported: Mapping[str, Any]) -> Any:
        """Return the audited model for what the worker exported."""


class Session(Protocol):
    """One submission under grading."""

    def connection(self, notebook: str, cell: str, criterion: str = "") -> Connection:
        """Return the worker for one grade cell: fresh for each cell, and after a death.

        The name of the criterion is that within the cell.
        """

    def auditor(self, framework: str) -> ModelLoader:
        """Return the pristine process that measures models of a framework."""

    def random(self, criterion: str) -> np.random.Generator:
        """Return the generator of one criterion's inputs, the same at every grading."""

    @property
    def call_seconds(self) -> float:
        """How long one call of student code may take."""
