"""What a kind of value is, and what builders require of the parts that they are given."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.worker.wire_values import DTYPES, Tensor, WireError


@dataclass(frozen=True)
class Kind:
    """One kind: the classes whose instances it takes, and the way there and back.

    `classes` are looked up by name in `module` where that is loaded: what is not there has made no
    value. `parts` raises WireError for a value that cannot cross.
    """

    name: str
    module: str
    classes: tuple[str, ...]
    parts: Callable[[Any], Iterable[Any]]
    build: Callable[..., Any]

    def holds(self, value: Any) -> bool:
        """Whether a value is of this kind: exact classes only, as a subclass may hold more."""
        module = sys.modules.get(self.module)
        return any(type(value) is getattr(module, name, None) for name in self.classes)


def require(condition: Any, words: str) -> None:
    """WireError with the words where a condition does not hold."""
    if not condition:
        raise WireError(words)


def row(part: Any, letters: str = "biufcmM") -> np.ndarray[Any, Any]:
    """Return a fresh array of one dimension, whose element type is of one of NumPy's letters."""
    require(type(part) is Tensor, "a list of numbers is not an array")
    require(part.array.ndim == 1, "an array is not a row")
    require(part.array.dtype.kind in letters, f"a row of {part.array.dtype}")
    copied: np.ndarray[Any, Any] = part.array.copy()
    return copied


def places(part: Any, lowest: int, end: int) -> np.ndarray[Any, Any]:
    """Return a row of whole numbers from `lowest` on and below `end`."""
    numbers = row(part, "iu")
    inside = numbers.size == 0 or (numbers.min() >= lowest and numbers.max() < end)
    require(inside, f"a place outside of {lowest} to {end - 1}")
    return numbers


def as_row(numbers: Any, dtype: Any = None) -> Tensor:
    """Return numbers as a row that crosses."""
    array = np.ascontiguousarray(numbers, dtype=dtype)
    require(array.dtype.name in DTYPES, f"elements of type {array.dtype.name} cannot cross")
    return Tensor(array, "array")
