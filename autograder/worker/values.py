"""Live objects to wire values and back; objects that cannot cross stay here under a handle."""

import dataclasses
import itertools
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.worker import adapters, kinds, plots, wire
from autograder.worker.tracebacks import GIVEN_SOURCE
from autograder.worker.wire_values import crosses

_EXACT = wire.PLAIN_TYPES | {list, tuple, dict}
_numbers = itertools.count(1)
# How the value of a subclass becomes one of its base; a number or text whatever it says of itself.
_PLAIN: Mapping[type, Callable[[Any], Any]] = {
    dict: dict,
    list: list,
    tuple: tuple,
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
}


@dataclass(frozen=True)
class Kept:
    """Marks a result that is to stay here even if it could cross."""

    value: Any


class Values:
    """The objects of one worker.

    `namespaces` maps the name of a root to its dictionary, such as the student's names.
    """

    def __init__(self, namespaces: Mapping[str, Mapping[str, Any]]) -> None:
        self._namespaces = namespaces
        self._handles: list[Any] = []

    def resolve(self, reference: wire.RemoteObject) -> Any:
        """Return the object that a reference leads to; NameError or AttributeError if none."""
        path = reference.path
        if isinstance(reference.root, int):
            target = self._handles[reference.root]
        else:
            target = _look_up(self._namespaces[reference.root], path[0])
            path = path[1:]
        for name in path:
            target = getattr(target, name)
        return target

    def incoming(self, value: Any) -> Any:
        """Return the live object for a wire value; arrays are fresh and writable."""
        if isinstance(value, wire.RemoteObject):
            return self.resolve(value)
        if isinstance(value, list | tuple):
            return type(value)([self.incoming(item) for item in value])
        if isinstance(value, dict):
            return {key: self.incoming(item) for key, item in value.items()}
        if isinstance(value, wire.Tensor | wire.IndexedSlices):
            return _live(value)
        return value

    def outgoing(self, value: Any, records: bool = False) -> Any:
        """Return the wire value for a live object; WireError when it is too large to cross.

        With `records` an instance of a dataclass comes as its fields, else it stays as an object.
        """
        if isinstance(value, Kept):
            return self._keep(value.value)
        return _Outgoing(self._keep, records).convert(value, wire.WireLimits().depth)

    def _keep(self, value: Any) -> wire.RemoteObject:
        self._handles.append(value)
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__}"
        return wire.RemoteObject(len(self._handles) - 1, type_name=name)


class _Outgoing:
    """Converts one result and counts its values."""

    def __init__(self, keep: Callable[[Any], wire.RemoteObject], records: bool) -> None:
        self.keep = keep
        self.records = records
        self.left = wire.WireLimits().values

    def convert(self, live: Any, depth: int) -> Any:
        self._count(depth)
        whole = None if type(live) in _EXACT else self._whole(live, depth)
        if whole is not None:
            return whole
        value = _plain(live)
        if isinstance(value, list | tuple):
            return type(value)([self.convert(item, depth - 1) for item in value])
        if isinstance(value, dict):
            self._spend(len(value))
            pairs = {_plain(key): item for key, item in value.items()}
            if all(crosses(key, wire.KEY_TYPES) for key in pairs):
                return {key: self.convert(item, depth - 1) for key, item in pairs.items()}
        return value if crosses(value, wire.PLAIN_TYPES) else self.keep(live)

    def _whole(self, live: Any, depth: int) -> Any:
        """Return an array, a table or the like as a wire value; None for what is none."""
        array = _wire_array(live)
        if array is not None:
            return array
        if self.records and dataclasses.is_dataclass(live) and not isinstance(live, type):
            return self._record(live, depth)
        try:
            return kinds.packed(live) or plots.packed(live)
        except wire.WireError:
            return None

    def _record(self, live: Any, depth: int) -> wire.Packed:
        names = [field.name for field in dataclasses.fields(live)]
        held = {name: getattr(live, name) for name in names if hasattr(live, name)}
        fields = {name: self.convert(item, depth - 1) for name, item in held.items()}
        return wire.Packed("record", (type(live).__name__, fields, self.keep(live)))

    def _count(self, depth: int) -> None:
        self._spend(1)
        if depth == 0:
            raise wire.TooLarge("the value is nested too deep, or holds itself")

    def _spend(self, values: int) -> None:
        """Stop early at what `wire.encode` would refuse anyway."""
        self.left -= values
        if self.left < 0:
            raise wire.TooLarge(f"more than {wire.WireLimits().values:,} values, keys included")


def _look_up(namespace: Mapping[str, Any], name: str) -> Any:
    if name not in namespace:
        raise NameError(f"name {name!r} is not defined", name=name)
    return namespace[name]


def _live(value: wire.Tensor | wire.IndexedSlices) -> Any:
    kind = value.kind if isinstance(value, wire.Tensor) else ""
    if isinstance(value, wire.Tensor) and kind in {"array", "scalar"}:
        return value.array[()] if kind == "scalar" else value.array.copy()
    for adapter in adapters.present():
        return adapter.incoming(value)
    raise wire.WireError("no framework is here whose tensors could arrive")


def _plain(value: Any) -> Any:
    """Return what a Counter, a named tuple, an Enum of texts or the like holds, as built-in type.

    To its user it is a dict, a tuple or a text. The other side takes exact types only.
    """
    for base, plain in _PLAIN.items():
        if isinstance(value, base) and type(value) not in _EXACT:
            return plain(value)
    return value


def _wire_array(value: Any) -> wire.Tensor | wire.IndexedSlices | None:
    """Return tensors, variables and arrays as wire values, None for what must stay here."""
    if type(value) is np.ndarray:
        return sendable(value, "array")
    if isinstance(value, np.generic):
        return sendable(np.asarray(value), "scalar")
    came = (adapter.outgoing(value) for adapter in adapters.present())
    return next((each for each in came if each is not None), None)


def sendable(array: np.ndarray[Any, Any], kind: str) -> wire.Tensor | None:
    """Return an array as it crosses; None for elements that cannot."""
    return wire.Tensor(array, kind) if array.dtype.name in wire.DTYPES else None


def load(source: str) -> types.ModuleType:
    """Run source code in a namespace of its own that has np and what adapters add; return it.

    It is a module like any other, whose classes can be pickled.
    """
    module = types.ModuleType(f"given_{next(_numbers)}")
    module.__dict__.update(np=np)
    for adapter in adapters.present():
        adapter.prepare(module)
    sys.modules[module.__name__] = module
    code = compile(source, GIVEN_SOURCE, "exec")
    exec(code, module.__dict__)  # noqa: S102 - the grader's own code
    for adapter in adapters.present():
        adapter.register(module)
    return module
