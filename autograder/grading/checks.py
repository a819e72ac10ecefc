"""Conversions that graders apply to a student's results, with messages for the student.

Each raises AssertionError with what came and what was asked, so that a wrong type is a failed
criterion with a sentence and never an error of ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.grading.student import Remote
from autograder.worker.wire import IndexedSlices, Tensor

# Element types by NumPy's letters: whole and floating-point numbers; with truth values.
NUMBERS = "iuf"
REAL = "b" + NUMBERS
KINDS = {
    "tensor": "a TensorFlow tensor",
    "variable": "a TensorFlow variable",
    "array": "a NumPy array",
    "scalar": "a NumPy scalar",
}
# What computing with a result of the wrong kind raises.
WRONG_KIND = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


@contextmanager
def usable() -> Iterator[None]:
    """Fail the criterion with a sentence where a result cannot be computed with.

    If the mistake is the grader's, the reference loses it as well, and nobody is blamed.
    """
    try:
        yield
    except WRONG_KIND as error:
        words = f"what came cannot be checked: {type(error).__name__}: {error}"
        raise AssertionError(words) from error


def tensor(array: npt.ArrayLike) -> Tensor:
    """Return an argument that arrives as a tf.Tensor of the array's dtype and shape."""
    return Tensor(np.ascontiguousarray(array).reshape(np.shape(array)), "tensor")


def slices(values: npt.ArrayLike, indices: npt.ArrayLike, shape: tuple[int, ...]) -> IndexedSlices:
    """Return an argument that arrives as tf.IndexedSlices: rows `indices` of a dense `shape`."""
    return IndexedSlices(np.asarray(values), np.asarray(indices, dtype=np.int64), shape)


def describe(value: Any) -> str:
    """Name what came, for a message: its kind, and its shape and dtype or its value."""
    if isinstance(value, Tensor):
        return f"{KINDS[value.kind]} of shape {value.array.shape}, {value.array.dtype}"
    if isinstance(value, IndexedSlices):
        return "tf.IndexedSlices"
    if isinstance(value, Remote):
        return f"an object of type {value.type_name or 'unknown'}"
    if isinstance(value, bool | int | float | str):
        return f"the {type(value).__name__} {value!r:.60}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else f"a {type(value).__name__}"


def as_object(value: Any, what: str) -> Remote:
    """Accept an object that stays in the student's process, such as an instance of their class."""
    if isinstance(value, Remote):
        return value
    raise AssertionError(f"{what}: expected an object with methods, got {describe(value)}")


def as_float(value: Any, what: str) -> float:
    """Accept a Python float or int or a NumPy scalar; refuse everything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, Tensor) and value.kind == "scalar" and value.array.dtype.kind in NUMBERS:
        return float(value.array)
    raise AssertionError(f"{what}: expected a Python float, got {describe(value)}")


def as_number(value: Any, what: str) -> float:
    """Accept one number of Python, NumPy or TensorFlow; refuse text, truth values and lists.

    ObjectStayed for what stays in the student's process.
    """
    if isinstance(value, Remote):
        return float(value)
    number = value.array if isinstance(value, Tensor) else value
    if isinstance(number, int | float | np.generic | np.ndarray):
        array = np.asarray(number)
        if array.shape == () and array.dtype.kind in NUMBERS:
            return float(array)
    raise AssertionError(f"{what}: expected a number, got {describe(value)}")


def as_list(value: Any, length: int, what: str) -> list[Any]:
    """Accept a list or tuple of the right length."""
    if not isinstance(value, list | tuple):
        raise AssertionError(f"{what}: expected a list of {length}, got {describe(value)}")
    if len(value) != length:
        raise AssertionError(f"{what}: expected a list of {length} entries, got {len(value)}")
    return list(value)


def as_array(value: Any, what: str) -> npt.NDArray[Any]:
    """Accept a dense real tensor, variable, array or number; refuse objects, None and slices."""
    if isinstance(value, Tensor) and value.array.dtype.kind in REAL:
        return value.array
    if isinstance(value, int | float) and not isinstance(value, bool):
        return np.asarray(value)
    raise AssertionError(f"{what}: expected a dense tensor of real numbers, got {describe(value)}")
