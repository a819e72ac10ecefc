"""The columns of pandas' tables: a listed name, and the arrays and texts of that kind of column."""
# ruff: noqa: PLC0415 - pandas is imported where a table arrives, and not before

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.worker.kinds.kind import as_row, places, require, row
from autograder.worker.kinds.times import TYPES as TIMES
from autograder.worker.kinds.times import built_zone, zone_parts
from autograder.worker.wire_values import PLAIN_TYPES, crosses

# What a cell of a column without a type of its own may hold, beside values of pandas' own.
CELLS = (PLAIN_TYPES | TIMES) - {bytes}
SINGLE = ("Timestamp", "Timedelta", "Period", "Interval")
MISSING = -1
# The name of the array of each masked type of number; its letter is that of NumPy.
MASKED = {"b": "BooleanArray", "i": "IntegerArray", "u": "IntegerArray", "f": "FloatingArray"}


def column_parts(array: Any) -> list[Any]:
    """Return the parts of a column; WireError with the reason for a type that is not listed."""
    import pandas as pd

    dtype = array.dtype
    if isinstance(dtype, np.dtype) or type(array) is pd.arrays.NumpyExtensionArray:
        return _plain_parts(np.asarray(array))
    for kind, parts in _EXTENSIONS.items():
        if isinstance(dtype, getattr(pd, kind)):
            return parts(array)
    require(hasattr(dtype, "numpy_dtype") and hasattr(array, "_mask"), _cannot(dtype))
    numbers = array.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
    return ["masked", as_row(numbers), as_row(array.isna(), bool)]


def built_column(parts: Any) -> Any:
    """Return the array of a column, fresh."""
    require(type(parts) is list and parts and type(parts[0]) is str, "a column without a kind")
    kind, *content = parts
    require(kind in _BUILDERS, f"a column of the kind {kind!r:.40}")
    return _BUILDERS[kind](*content)


def index_of(array: Any, name: Any = None) -> Any:
    """Return an index that holds what a column does, in the column's own type."""
    import pandas as pd

    return pd.Index(array, dtype=array.dtype, name=name, tupleize_cols=False)


def singles() -> frozenset[type]:
    """Return the types of pandas' single values, gaps among them."""
    import pandas as pd

    return frozenset({*(getattr(pd, name) for name in SINGLE), type(pd.NA), type(pd.NaT)})


def _cannot(dtype: Any) -> str:
    return f"a column of type {dtype} cannot cross"


def _plain_parts(array: np.ndarray[Any, Any]) -> list[Any]:
    if array.dtype == object:
        return ["cells", *_coded(array.tolist())]
    return ["numbers", as_row(array)]


def _text_parts(array: Any) -> list[Any]:
    dtype = array.dtype
    missing = "nan" if isinstance(dtype.na_value, float) else "NA"
    texts = [None if gap else text for text, gap in zip(array, array.isna(), strict=True)]
    return ["texts", dtype.storage, missing, *_coded(texts)]


def _category_parts(array: Any) -> list[Any]:
    categories = column_parts(array.categories.array)
    return ["categories", categories, as_row(array.codes), bool(array.ordered)]


def _zoned_parts(array: Any) -> list[Any]:
    zone = zone_parts(array.dtype.tz)
    return ["zoned times", as_row(array.tz_convert("UTC").tz_localize(None)), zone]


def _period_parts(array: Any) -> list[Any]:
    return ["periods", as_row(array.astype("int64")), array.dtype.freq.freqstr]


def _interval_parts(array: Any) -> list[Any]:
    ends = [column_parts(side.array) for side in (array.left, array.right)]
    return ["intervals", *ends, array.closed]


def _coded(cells: Iterable[Any]) -> list[Any]:
    """Return each cell once, and which of them stands in each row: texts mostly repeat."""
    others = TIMES | singles()
    found: dict[Any, int] = {}
    values: list[Any] = []
    codes: list[int] = []
    for given in cells:
        cell = given.item() if isinstance(given, np.generic) else given
        words = f"a cell that holds a value of type {type(cell).__qualname__} cannot cross"
        require(type(cell) in others or crosses(cell, CELLS), words)
        key = (type(cell), repr(cell) if type(cell) is float else cell)
        if key not in found:
            found[key] = len(values)
            values.append(cell)
        codes.append(found[key])
    return [values, as_row(codes, np.int32)]


def _decoded(values: Any, codes: Any, allowed: frozenset[type]) -> np.ndarray[Any, Any]:
    """Return cells as an array of objects; each of a listed type."""
    require(type(values) is list, "cells that are no list")
    require(all(type(value) in allowed for value in values), "a cell of a type that is not listed")
    each = np.empty(len(values), dtype=object)
    each[:] = values
    chosen: np.ndarray[Any, Any] = each[places(codes, 0, len(values))]
    return chosen


def _built_cells(values: Any, codes: Any) -> Any:
    return _decoded(values, codes, CELLS | singles())


def _built_texts(storage: Any, missing: Any, values: Any, codes: Any) -> Any:
    import pandas as pd

    require(storage in ("python", "pyarrow") and missing in ("NA", "nan"), "an unknown text type")
    dtype = pd.StringDtype(storage, na_value=pd.NA if missing == "NA" else np.nan)
    return pd.array(_decoded(values, codes, frozenset({str, type(None)})), dtype=dtype)


def _built_categories(categories: Any, codes: Any, ordered: Any) -> Any:
    import pandas as pd

    require(type(ordered) is bool, "an order that is neither true nor false")
    found = index_of(built_column(categories))
    dtype = pd.CategoricalDtype(found, ordered)
    return pd.Categorical.from_codes(places(codes, MISSING, len(found)), dtype=dtype)


def _built_masked(numbers: Any, mask: Any) -> Any:
    import pandas as pd

    values, gaps = row(numbers, "biuf"), row(mask, "b")
    require(len(values) == len(gaps), "a column and its gaps differ in length")
    return getattr(pd.arrays, MASKED[values.dtype.kind])(values, gaps)


def _built_zoned(times: Any, zone: Any) -> Any:
    import pandas as pd

    found = pd.DatetimeIndex(row(times, "M"))
    return found.tz_localize("UTC").tz_convert(built_zone(zone)).array


def _built_periods(ordinals: Any, frequency: Any) -> Any:
    import pandas as pd

    return pd.arrays.PeriodArray(row(ordinals, "i"), dtype=pd.PeriodDtype(offset(frequency)))


def _built_intervals(left: Any, right: Any, closed: Any) -> Any:
    import pandas as pd

    ends = [index_of(built_column(side)) for side in (left, right)]
    require(closed in ("left", "right", "both", "neither"), "an unknown form of interval")
    return pd.arrays.IntervalArray.from_arrays(*ends, closed=closed)


def offset(frequency: Any) -> Any:
    """Return what a frequency such as "3h" or "W-SUN" says."""
    from pandas.tseries.frequencies import to_offset

    plain = type(frequency) is str and len(frequency) <= 20 and frequency.isascii()
    require(plain, "an unknown frequency")
    return to_offset(frequency)


# The name of a type in pandas, and how a column of that type is taken apart.
_EXTENSIONS: dict[str, Callable[[Any], list[Any]]] = {
    "StringDtype": _text_parts,
    "CategoricalDtype": _category_parts,
    "DatetimeTZDtype": _zoned_parts,
    "PeriodDtype": _period_parts,
    "IntervalDtype": _interval_parts,
}
_BUILDERS: dict[str, Callable[..., Any]] = {
    "numbers": row,
    "cells": _built_cells,
    "texts": _built_texts,
    "categories": _built_categories,
    "masked": _built_masked,
    "zoned times": _built_zoned,
    "periods": _built_periods,
    "intervals": _built_intervals,
}
