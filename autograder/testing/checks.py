"""Conversions that graders apply to a student's results, with messages for the student.

Each raises AssertionError with what came and what was asked, so that a wrong type is a failed
criterion with a sentence and never an error of ours.
"""

import datetime
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import GraderError
from autograder.testing.student import Record, Remote
from autograder.testing.wrong_value import WrongValue
from autograder.worker.kinds.figures import Axes, Figure, Shown
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


def type_of(value: Any) -> type:
    """Return the type that a value has in the student's process.

    ObjectStayed for what stays there, GraderError for what has no type of the same name here.
    """
    if isinstance(value, Tensor) and value.kind in ("array", "scalar"):
        return type(value.numpy())
    if isinstance(value, Remote):
        bool(value)
    if isinstance(value, Tensor | IndexedSlices | Record | Shown):
        raise GraderError(f"type_of: {describe(value)} has another type here than there")
    return type(value)


def describe(value: Any) -> str:
    """Name what came, for a message: its kind, and its shape and dtype or its value."""
    if isinstance(value, Tensor):
        return f"{KINDS[value.kind]} of shape {value.array.shape}, {value.array.dtype}"
    if isinstance(value, IndexedSlices):
        return "tf.IndexedSlices"
    if isinstance(value, Remote):
        return f"an object of type {value.type_name or 'unknown'}"
    return _described(value)


def _described(value: Any) -> str:
    if isinstance(value, bool | int | float | str):
        return f"the {type(value).__name__} {value!r:.60}"
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return f"the {type(value).__name__} {value}"
    if _is_pandas("DataFrame", value):
        return f"a DataFrame of {len(value)} rows and {len(value.columns)} columns"
    if isinstance(value, list | tuple | dict | set | frozenset) or _is_pandas("Series", value):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else f"a {type(value).__name__}"


def require(holds: object, expected: str, came: Any) -> None:
    """Fail with what was expected, in words, and with what came instead, unless something holds."""
    if not holds:
        raise _wrong(expected, came)


def _wrong(expected: str, came: Any) -> WrongValue:
    return WrongValue(f"{expected}, got {describe(came)}", came)


def as_object(value: Any, what: str) -> Remote:
    """Accept an object that stays in the student's process, such as an instance of their class."""
    if isinstance(value, Remote):
        return value
    raise _wrong(f"{what}: expected an object with methods", value)


def as_float(value: Any, what: str) -> float:
    """Accept a Python float or int or a NumPy scalar; refuse everything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, Tensor) and value.kind == "scalar" and value.array.dtype.kind in NUMBERS:
        return float(value.array)
    raise _wrong(f"{what}: expected a Python float", value)


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
    raise _wrong(f"{what}: expected a number", value)


def as_list(value: Any, length: int, what: str) -> list[Any]:
    """Accept a list or tuple of the right length."""
    if not isinstance(value, list | tuple):
        raise _wrong(f"{what}: expected a list of {length}", value)
    if len(value) != length:
        raise AssertionError(f"{what}: expected a list of {length} entries, got {len(value)}")
    return list(value)


def as_array(value: Any, what: str) -> npt.NDArray[Any]:
    """Accept a dense real tensor, variable, array or number; refuse objects, None and slices."""
    array = value.array if isinstance(value, Tensor) else value
    if isinstance(array, np.ndarray) and array.dtype.kind in REAL:
        return array
    if isinstance(value, int | float) and not isinstance(value, bool):
        return np.asarray(value)
    raise _wrong(f"{what}: expected a dense tensor of real numbers", value)


def as_frame(value: Any, what: str, columns: Sequence[Any] | None = None) -> Any:
    """Accept a DataFrame of pandas, if it has these columns among others."""
    frame = _as_pandas("DataFrame", value, what)
    missing = [name for name in columns or () if name not in frame.columns]
    if missing:
        words = f"expected the columns {list(columns or ())}, got {list(frame.columns)}"
        raise AssertionError(f"{what}: {words:.500}")
    return frame


def as_series(value: Any, what: str) -> Any:
    """Accept a Series of pandas."""
    return _as_pandas("Series", value, what)


def as_sparse(value: Any, shape: tuple[int, int], what: str) -> Any:
    """Accept a sparse matrix or array of SciPy of this shape; only then is it safe to fill it."""
    library = sys.modules.get("scipy.sparse")
    if library is None or not library.issparse(value):
        raise _wrong(f"{what}: expected a sparse matrix of SciPy", value)
    if value.shape != shape:
        raise AssertionError(f"{what}: expected the shape {shape}, got {value.shape}")
    return value


def as_set(value: Any, what: str) -> frozenset[Any]:
    """Accept a set or a frozenset."""
    if isinstance(value, set | frozenset):
        return frozenset(value)
    raise _wrong(f"{what}: expected a set", value)


def as_record(value: Any, fields: Sequence[str], what: str) -> Record:
    """Accept what was fetched of a dataclass that has these fields among others."""
    names = ", ".join(fields)
    if not isinstance(value, Record):
        raise _wrong(f"{what}: expected a dataclass with the fields {names}", value)
    if not set(fields) <= set(value.fields):
        words = f"expected the fields {names}, got {', '.join(value.fields)}"
        raise AssertionError(f"{what}: {words:.500}")
    return value


def as_axes(value: Any, what: str) -> Axes:
    """Accept one plot of matplotlib as data: its axes, or a figure with no others."""
    figures = list(value) if isinstance(value, list | tuple) else [value]
    plots = [axes for each in figures for axes in _axes_of(each)]
    if len(plots) == 1 and isinstance(plots[0], Axes):
        return plots[0]
    came = f"{len(plots)} plots" if all(map(_is_shown, figures)) else describe(value)
    raise WrongValue(f"{what}: expected one plot, got {came}", value)


def _axes_of(value: Any) -> Sequence[Any]:
    return value.axes if isinstance(value, Figure) else [value]


def _is_shown(value: Any) -> bool:
    return isinstance(value, Figure | Axes)


def _as_pandas(kind: str, value: Any, what: str) -> Any:
    """Accept a table of one kind; say more of one that stayed, as it holds what cannot cross."""
    if _is_pandas(kind, value):
        return value
    came = describe(value)
    if isinstance(value, Remote) and value.type_name.rpartition(".")[2] == kind:
        came = "one that holds something else than numbers, texts, truth values and dates"
    raise WrongValue(f"{what}: expected a {kind} of pandas, got {came}", value)


def _is_pandas(kind: str, value: Any) -> bool:
    """Whether a value is of one of pandas' classes; without pandas nothing is."""
    found = getattr(sys.modules.get("pandas"), kind, None)
    return found is not None and isinstance(value, found)
