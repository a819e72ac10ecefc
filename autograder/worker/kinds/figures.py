"""What a figure of matplotlib shows, as data."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.worker.kinds.kind import Kind, require
from autograder.worker.wire_values import Tensor


class Shown:
    """Something in a figure: equal to another that shows the same, down to each number."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = [field.name for field in dataclasses.fields(self)]  # type: ignore[arg-type]
        return all(equal(getattr(self, name), getattr(other, name)) for name in names)

    __hash__ = None  # type: ignore[assignment]


def equal(one: Any, other: Any) -> bool:
    """Whether two values are the same; arrays and tables as a whole, NaN being equal to NaN."""
    if isinstance(one, np.ndarray | Tensor) and isinstance(other, np.ndarray | Tensor):
        ours, theirs = np.asarray(one), np.asarray(other)
        gaps = ours.dtype.kind == theirs.dtype.kind == "f"
        return np.array_equal(ours, theirs, equal_nan=gaps)
    if type(one) is type(other) and isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    if type(one) is type(other) and hasattr(one, "equals"):
        return bool(one.equals(other))
    return bool(one == other)


@dataclass(frozen=True, eq=False)
class Line(Shown):
    """A line that `plot` has drawn: where its points lie, and its look."""

    x: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    label: str
    color: str
    style: str
    marker: str


@dataclass(frozen=True, eq=False)
class Points(Shown):
    """The points of one call of `scatter`."""

    x: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    label: str


@dataclass(frozen=True, eq=False)
class Bar(Shown):
    """One bar of `bar`, `barh` or `hist`: its lower left corner and its size."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, eq=False)
class Axes(Shown):
    """One pair of axes with everything in it."""

    title: str
    xlabel: str
    ylabel: str
    xscale: str
    yscale: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    xticklabels: tuple[str, ...]
    yticklabels: tuple[str, ...]
    legend: tuple[str, ...]
    texts: tuple[str, ...]
    lines: tuple[Line, ...]
    points: tuple[Points, ...]
    bars: tuple[Bar, ...]
    images: tuple[np.ndarray[Any, Any], ...]


@dataclass(frozen=True, eq=False)
class Figure(Shown):
    """A figure: the title above all, and its axes in the order in which they were made."""

    title: str
    axes: tuple[Axes, ...]


def _builder(kind: type) -> Any:
    """Return what builds one kind of what is shown, from as many parts as it has fields."""
    types = {field.name: field.type for field in dataclasses.fields(kind)}

    def build(*parts: Any) -> Any:
        require(len(parts) == len(types), f"no {kind.__name__}")
        checked = map(_checked, types.values(), parts)
        return kind(*checked)

    return build


def _checked(asked: Any, part: Any) -> Any:
    """Return a part that is of the type of its field, its arrays fresh."""
    if asked in (str, float):
        require(type(part) is asked, f"expected {asked.__name__}")
        return part
    if asked == tuple[float, float]:
        require(type(part) is tuple and len(part) == 2, "expected two numbers")
        return tuple(_checked(float, number) for number in part)
    if asked == np.ndarray[Any, Any]:
        require(type(part) is Tensor, "expected an array")
        return part.array.copy()
    require(type(part) is tuple, "expected a tuple")
    each = asked.__args__[0]
    return tuple(_checked(each, item) if each in _PLAIN else _of(each, item) for item in part)


def _of(kind: type, part: Any) -> Any:
    require(type(part) is kind, f"expected {kind.__name__}")
    return part


_PLAIN = (str, float, np.ndarray[Any, Any])
_CLASSES: tuple[type, ...] = (Line, Points, Bar, Axes, Figure)
# No class of matplotlib is named: the worker itself draws these up, see `autograder.worker.plots`.
KINDS = tuple(Kind(each.__name__, "", (), lambda _: (), _builder(each)) for each in _CLASSES)
