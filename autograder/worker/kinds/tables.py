"""Tables of pandas, their columns, indices and single values.

They are built from plain arrays by pandas' own constructors, which check that these fit together.
"""
# ruff: noqa: PLC0415 - pandas is imported where a table arrives, and not before

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.worker import crossing
from autograder.worker.kinds.columns import SINGLE, built_column, column_parts, index_of, offset
from autograder.worker.kinds.kind import Kind, places, require
from autograder.worker.kinds.times import TYPES as TIMES
from autograder.worker.wire_values import PLAIN_TYPES, Packed

_INDICES = (
    *("Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "TimedeltaIndex", "PeriodIndex"),
    *("IntervalIndex", "CategoricalIndex"),
)
_ARRAYS = (
    *("Categorical", "StringArray", "ArrowStringArray", "DatetimeArray", "TimedeltaArray"),
    *("PeriodArray", "IntervalArray", "IntegerArray", "FloatingArray", "BooleanArray"),
)
_MISSING = {"NA": "NAType", "NaT": "NaTType"}


def _frame_parts(frame: Any) -> list[Any]:
    columns = [_column_parts(frame, place) for place in range(frame.shape[1])]
    return [_index_parts(frame.columns), _index_parts(frame.index), columns]


def _column_parts(frame: Any, place: int) -> list[Any]:
    return column_parts(frame.iloc[:, place].array)


def _built_frame(labels: Any, index: Any, arrays: Any) -> Any:
    import pandas as pd

    names, rows = _built_index(labels), _built_index(index)
    require(type(arrays) is list and len(arrays) == len(names), "columns and their names differ")
    columns = [_built_values(array, rows) for array in arrays]
    frame = pd.DataFrame(dict(enumerate(columns)), index=rows)
    frame.columns = names
    return frame


def _series_parts(series: Any) -> list[Any]:
    return [column_parts(series.array), _index_parts(series.index), _name_part(series.name)]


def _built_series(column: Any, index: Any, name: Any) -> Any:
    return _built_values(column, _built_index(index), _built_name(name))


def _built_values(column: Any, rows: Any, name: Any = None) -> Any:
    import pandas as pd

    array = built_column(column)
    require(len(array) == len(rows), f"a column of {len(array)} in {len(rows)} rows")
    return pd.Series(array, index=rows, dtype=array.dtype, name=name)


def _index_parts(index: Any) -> list[Any]:
    names = list(map(_name_part, index.names))
    if type(index).__name__ == "RangeIndex":
        return ["range", index.start, index.stop, index.step, *names]
    if type(index).__name__ == "MultiIndex":
        levels = [_index_parts(level) for level in index.levels]
        codes = [column_parts(np.asarray(codes)) for codes in index.codes]
        return ["levels", levels, codes, names]
    frequency = getattr(index, "freqstr", None) if index.dtype.kind in "mM" else None
    return ["column", column_parts(index.array), frequency, *names]


def _built_index(parts: Any) -> Any:
    require(type(parts) is list and parts and type(parts[0]) is str, "an index without a kind")
    kind, *content = parts
    require(kind in _INDEX_BUILDERS, f"an index of the kind {kind!r:.40}")
    return _INDEX_BUILDERS[kind](*content)


def _built_range(start: Any, stop: Any, step: Any, name: Any) -> Any:
    import pandas as pd

    whole = all(type(number) is int for number in (start, stop, step))
    require(whole and step != 0, "an index of something else than numbers")
    fits = len(range(start, stop, step)) <= crossing.ROWS
    require(fits, f"an index of more than {crossing.ROWS:,} rows")
    return pd.RangeIndex(start, stop, step, name=_built_name(name))


def _built_flat(column: Any, frequency: Any, name: Any) -> Any:
    index = index_of(built_column(column), _built_name(name))
    if frequency is None:
        return index
    require(type(index).__name__ in ("DatetimeIndex", "TimedeltaIndex"), "no index of times")
    return type(index)(index, freq=offset(frequency))


def _built_levels(levels: Any, codes: Any, names: Any) -> Any:
    import pandas as pd

    require(type(levels) is type(codes) is type(names) is list, "an index of other levels")
    flat = [_built_index(level) for level in levels]
    require(all(level.nlevels == 1 for level in flat), "a level that has levels")
    require(len(flat) == len(codes) == len(names), "levels and their names differ")
    found = [_built_codes(each, len(level)) for each, level in zip(codes, flat, strict=True)]
    return pd.MultiIndex(flat, found, names=list(map(_built_name, names)))


def _built_codes(column: Any, end: int) -> Any:
    require(type(column) is list and len(column) == 2, "levels without places")
    return places(column[1], -1, end)


def _name_part(name: Any) -> Any:
    """Return the name of a column or an index as it crosses: plain, a date, or a tuple of these."""
    if type(name) is tuple:
        return tuple(map(_name_part, name))
    if type(name).__name__ in SINGLE:
        return Packed("pandas value", tuple(_single_parts(name)))
    return name.item() if isinstance(name, np.generic) else name


def _built_name(name: Any) -> Any:
    require(_is_name(name), "a name that is neither text nor number")
    return name


def _is_name(name: Any) -> bool:
    if type(name) is tuple:
        return all(map(_is_name, name))
    return type(name) in PLAIN_TYPES | TIMES or _SINGLE_KIND.holds(name)


def _single_parts(value: Any) -> list[Any]:
    """Return a column of the one value: what it crosses as is what it is found as in a table."""
    import pandas as pd

    return column_parts(pd.array([value]))


def _built_single(*parts: Any) -> Any:
    column = built_column(list(parts))
    require(len(column) == 1, "a value of more than one")
    return index_of(column)[0]


def _missing_parts(value: Any) -> list[Any]:
    return [next(name for name, kind in _MISSING.items() if kind == type(value).__name__)]


def _built_missing(name: Any) -> Any:
    import pandas as pd

    require(name in _MISSING, "an unknown kind of gap")
    return getattr(pd, name)


def _built_array(*parts: Any) -> Any:
    import pandas as pd

    return pd.array(built_column(list(parts)))


_INDEX_BUILDERS: dict[str, Callable[..., Any]] = {
    "range": _built_range,
    "column": _built_flat,
    "levels": _built_levels,
}
_SINGLE_KIND = Kind("pandas value", "pandas", SINGLE, _single_parts, _built_single)
KINDS = (
    Kind("DataFrame", "pandas", ("DataFrame",), _frame_parts, _built_frame),
    Kind("Series", "pandas", ("Series",), _series_parts, _built_series),
    Kind("Index", "pandas", _INDICES, lambda index: [_index_parts(index)], _built_index),
    Kind("pandas array", "pandas.arrays", _ARRAYS, column_parts, _built_array),
    _SINGLE_KIND,
    Kind("gap", "pandas.api.typing", tuple(_MISSING.values()), _missing_parts, _built_missing),
)
