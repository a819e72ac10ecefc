"""Live objects to wire values and back; objects that cannot cross stay here under a handle."""

import itertools
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder.worker import wire
from autograder.worker.tracebacks import GIVEN_SOURCE

_EXACT = wire.PLAIN_TYPES | {list, tuple, dict}
_numbers = itertools.count(1)
INT64 = range(-(1 << 63), 1 << 63)
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

    def resolve(self, reference: wire.Reference) -> Any:
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
        if isinstance(value, wire.Reference):
            return self.resolve(value)
        if isinstance(value, list | tuple):
            return type(value)([self.incoming(item) for item in value])
        if isinstance(value, dict):
            return {key: self.incoming(item) for key, item in value.items()}
        if isinstance(value, wire.Tensor):
            return _live_array(value)
        if isinstance(value, wire.IndexedSlices):
            return _live_slices(value)
        return value

    def outgoing(self, value: Any) -> Any:
        """Return the wire value for a live object; WireError when it is too large to cross."""
        if isinstance(value, Kept):
            return self._keep(value.value)
        return _Outgoing(self._keep).convert(value, wire.WireLimits().depth)

    def _keep(self, value: Any) -> wire.Reference:
        self._handles.append(value)
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__}"
        return wire.Reference(len(self._handles) - 1, type_name=name)


class _Outgoing:
    """Converts one result and counts its values."""

    def __init__(self, keep: Any) -> None:
        self.keep = keep
        self.left = wire.WireLimits().values

    def convert(self, live: Any, depth: int) -> Any:
        self._count(depth)
        array = None if type(live) in _EXACT else _wire_array(live)
        if array is not None:
            return array
        value = _plain(live)
        if isinstance(value, list | tuple):
            return type(value)([self.convert(item, depth - 1) for item in value])
        if isinstance(value, dict):
            self._spend(len(value))
            pairs = {_plain(key): item for key, item in value.items()}
            if all(_crosses(key, wire.KEY_TYPES) for key in pairs):
                return {key: self.convert(item, depth - 1) for key, item in pairs.items()}
        return value if _crosses(value, wire.PLAIN_TYPES) else self.keep(live)

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


def _live_array(value: wire.Tensor) -> Any:
    if value.kind == "tensor":
        return tf.constant(value.array)
    if value.kind == "variable":
        return tf.Variable(value.array)
    return value.array[()] if value.kind == "scalar" else value.array.copy()


def _live_slices(value: wire.IndexedSlices) -> Any:
    """Return slices whose three parts are tensors, as those of TensorFlow's own gradients are."""
    shape = None if value.dense_shape is None else tf.constant(value.dense_shape, tf.int32)
    return tf.IndexedSlices(tf.constant(value.values), tf.constant(value.indices), shape)


def _plain(value: Any) -> Any:
    """Return what a Counter, a named tuple, an Enum of texts or the like holds, as built-in type.

    To its user it is a dict, a tuple or a text. The other side takes exact types only.
    """
    for base, plain in _PLAIN.items():
        if isinstance(value, base) and type(value) not in _EXACT:
            return plain(value)
    return value


def _crosses(value: Any, allowed: frozenset[type]) -> bool:
    """Tell whether a value is exactly of a plain type and fits into it on the other side."""
    if type(value) not in allowed:
        return False
    if type(value) is int:
        return value in INT64
    return type(value) is not str or value.isascii() or _is_unicode(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _wire_array(value: Any) -> wire.Tensor | wire.IndexedSlices | None:
    """Return tensors, variables and arrays as wire values, None for what must stay here."""
    if isinstance(value, tf.IndexedSlices):
        return _slices(value)
    if isinstance(value, tf.Variable | keras.Variable):
        return _tensor(value, "variable")
    if isinstance(value, tf.Tensor):
        return _tensor(value, "tensor")
    if type(value) is np.ndarray:
        return _array(value, "array")
    return _array(np.asarray(value), "scalar") if isinstance(value, np.generic) else None


def _tensor(value: Any, kind: str) -> wire.Tensor | None:
    """Convert a TensorFlow or Keras tensor; a symbolic one has no value."""
    if not hasattr(value, "numpy"):
        return None
    return _array(np.asarray(value.numpy()), kind)


def _array(value: np.ndarray[Any, Any], kind: str) -> wire.Tensor | None:
    return wire.Tensor(value, kind) if value.dtype.name in wire.DTYPES else None


def _slices(value: Any) -> wire.IndexedSlices | None:
    values, indices = _tensor(value.values, "tensor"), _tensor(value.indices, "tensor")
    if values is None or indices is None:
        return None
    shape = value.dense_shape
    dense_shape = None if shape is None else tuple(int(size) for size in shape)
    return wire.IndexedSlices(values.array, indices.array, dense_shape)


def load(source: str) -> types.ModuleType:
    """Run source code in a namespace of its own that has tf, np and keras; return it.

    It is a module like any other, whose classes can be pickled, and whose layers can be cloned,
    saved and made from their configs.
    """
    module = types.ModuleType(f"given_{next(_numbers)}")
    module.__dict__.update(tf=tf, np=np, keras=keras)
    sys.modules[module.__name__] = module
    code = compile(source, GIVEN_SOURCE, "exec")
    exec(code, module.__dict__)  # noqa: S102 - the grader's own code
    for value in list(vars(module).values()):
        if _is_layer_of(module, value):
            keras.saving.register_keras_serializable(package=module.__name__)(value)
    return module


def _is_layer_of(module: types.ModuleType, value: Any) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, keras.layers.Layer)
        and value.__module__ == module.__name__
    )
