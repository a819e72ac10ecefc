"""What a worker knows of frameworks: nothing, but for the adapters that its parent has imported."""

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Protocol, cast

from autograder.worker import wire

Functions = Mapping[str, Callable[..., Any]]
# The worker's half of each adapter, a module that offers what `Adapter` names.
ADAPTERS = ("autograder.adapters.keras.values", "autograder.adapters.sklearn.values")


class Adapter(Protocol):
    """A framework's values on the wire, and its models as data.

    Its framework may not be there: the adapter is, where the parent of the worker has imported it.
    """

    def seed(self) -> None:
        """Seed what draws numbers, once the worker begins."""

    def outgoing(self, value: Any) -> wire.Tensor | wire.IndexedSlices | None:
        """Return the wire value for one of the framework's own, None for what is not."""

    def incoming(self, value: wire.Tensor | wire.IndexedSlices) -> Any:
        """Return the live tensor, variable or slices for a wire value."""

    def prepare(self, module: ModuleType) -> None:
        """Put the framework's usual names into a module that is to be run."""

    def register(self, module: ModuleType) -> None:
        """Let what a module has defined be saved and cloned like what others define."""

    def functions(self) -> Functions:
        """Return what graders may call, by name: how a model becomes data."""


def present() -> list[Adapter]:
    """Return the adapters that this process has."""
    return [cast(Adapter, sys.modules[name]) for name in ADAPTERS if name in sys.modules]
