"""Values of other kinds in the form in which they travel, made by hand."""

from typing import Any

import numpy as np

from autograder.worker import wire
from autograder.worker.wire import Packed, Tensor


def there_and_back(value: Any) -> Any:
    """Return what arrives of a value, inside of a list."""
    return wire.decode(wire.encode([value]))[0]


# The repr of a set is in no fixed order, and the processes of a test run must agree on names.
def row(*numbers: Any, dtype: str = "int64") -> Tensor:
    """Return an array that crosses."""
    return Tensor(np.array(numbers, dtype), "array")


def numbers(*given: Any) -> list[Any]:
    """Return the parts of a column of whole numbers."""
    return ["numbers", row(*given)]


def frame(rows: int, *columns: Any) -> Packed:
    """Return the parts of a frame whose columns are called 0, 1, and so on."""
    return Packed("DataFrame", (span(len(columns)), span(rows), list(columns)))


def span(count: int, step: int = 1) -> list[Any]:
    """Return the parts of an index that counts."""
    return ["range", 0, count * step, step, None]


def index(column: Any, frequency: Any = None, name: Any = None) -> Packed:
    """Return the parts of an index of one column."""
    return Packed("Index", (["column", column, frequency, name],))


def matrix(form: str, shape: Any, *rows: Any) -> Packed:
    """Return the parts of a sparse matrix."""
    return Packed("sparse matrix", (form, False, shape, *rows))


ONES = row(1.0, 1.0, dtype="float64")
HUGE = 10**9
