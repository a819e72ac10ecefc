"""Sparse matrices and arrays of SciPy, of two dimensions."""
# ruff: noqa: PLC0415 - SciPy is imported where such a matrix arrives, and not before

from typing import Any

import numpy as np

from autograder.worker import crossing
from autograder.worker.kinds.kind import Kind, as_row, places, require, row

_FORMATS = ("csr", "csc", "coo", "lil", "dok", "dia", "bsr")
# The others cross as rows: from what arrives they could be made to fill the memory.
KEPT = ("csr", "csc", "coo")
_NUMBERS = "biufc"


def _parts(matrix: Any) -> list[Any]:
    require(len(matrix.shape) == 2, "a sparse array of other than two dimensions")
    kept = matrix if matrix.format in KEPT else matrix.tocsr()
    if kept.format == "coo":
        inner, outer = kept.row, kept.col
    else:
        inner, outer = kept.indices, kept.indptr
    is_array = type(matrix).__name__.endswith("_array")
    rows = [as_row(kept.data), as_row(inner, np.int64), as_row(outer, np.int64)]
    return [kept.format, is_array, list(map(int, kept.shape)), *rows]


def _built(form: Any, is_array: Any, shape: Any, *rows: Any) -> Any:
    import scipy.sparse

    require(form in KEPT and type(is_array) is bool, "an unknown form of sparse matrix")
    size = _checked_shape(shape)
    content = _built_pairs(size, *rows) if form == "coo" else _built_runs(size, form, *rows)
    kind = getattr(scipy.sparse, f"{form}_{'array' if is_array else 'matrix'}")
    return kind(content, shape=size)


def _built_pairs(size: tuple[int, int], data: Any, rows: Any, columns: Any) -> Any:
    """Return each number with the row and the column where it stands."""
    numbers = row(data, _NUMBERS)
    where = (places(rows, 0, size[0]), places(columns, 0, size[1]))
    require(len(where[0]) == len(where[1]) == len(numbers), "places and numbers differ")
    return numbers, where


def _built_runs(size: tuple[int, int], form: str, data: Any, inner: Any, starts: Any) -> Any:
    """Return the numbers row by row, or column by column, and where each of these begins."""
    runs, end = size if form == "csr" else size[::-1]
    numbers, where = row(data, _NUMBERS), places(inner, 0, end)
    require(len(where) == len(numbers), "places and numbers differ")
    return numbers, where, _starts(starts, runs, len(numbers))


def _starts(part: Any, length: int, count: int) -> np.ndarray[Any, Any]:
    """Return where each row begins: from 0 to the number of entries, never backwards."""
    starts = places(part, 0, count + 1)
    whole = len(starts) == length + 1 and starts[0] == 0 and starts[-1] == count
    require(whole and (np.diff(starts) >= 0).all(), "rows that begin in other places than they end")
    return starts


def _checked_shape(shape: Any) -> tuple[int, int]:
    require(type(shape) is list and len(shape) == 2, "a shape of other than two numbers")
    fits = all(type(size) is int and 0 <= size <= crossing.ROWS for size in shape)
    require(fits, f"a matrix of more than {crossing.ROWS:,} rows or columns")
    return shape[0], shape[1]


KINDS = (
    Kind(
        "sparse matrix",
        "scipy.sparse",
        tuple(f"{form}_{end}" for form in _FORMATS for end in ("matrix", "array")),
        _parts,
        _built,
    ),
)
