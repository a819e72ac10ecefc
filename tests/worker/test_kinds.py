"""Values of other kinds: each comes back as it went, and what lies about itself is refused."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from worker.packed import ONES, row, there_and_back

from autograder.worker import wire
from autograder.worker.wire import Packed

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER = datetime.datetime(2026, 7, 1, 12, 30, 5, 7, tzinfo=BERLIN)
TABLE = pd.DataFrame(
    {
        "whole": np.array([1, 2, 3], "int8"),
        "real": [1.0, np.nan, -0.0],
        "text": ["a", None, "ä"],
        "truth": [True, False, True],
        "mixed": pd.Series([1, "a", None], dtype=object),
        "day": [datetime.date(2026, 1, 2)] * 3,
        "time": pd.date_range("2026", periods=3, freq="3h"),
        "zoned": pd.date_range("2026", periods=3, tz="Europe/Berlin"),
        "span": pd.to_timedelta([1, 2, 3], "h"),
        "month": pd.period_range("2026", periods=3, freq="M"),
        "group": pd.Categorical(["x", None, "x"], ["x", "y"], ordered=True),
        "bin": pd.cut([1, 2, 3], 2),
        "Int64": pd.array([1, None, 3], dtype="Int64"),
        "Float32": pd.array([1, None, 3], dtype="Float32"),
        "boolean": pd.array([True, None, False], dtype="boolean"),
        "string": pd.array(["a", None, "b"], dtype="string"),
    }
)
FRAMES = {
    "every kind of column": TABLE,
    "times in front": TABLE.set_index("time"),
    "every second day": TABLE.set_index(pd.date_range("2026", periods=3, freq="2D")),
    "two levels": TABLE.groupby(["text", "truth"])[["real"]].mean(),
    "two levels above": TABLE.groupby("truth").agg({"real": ["mean", "max"]}),
    "turned": TABLE[["whole", "text", "string"]].T,
    "one name twice": pd.concat([TABLE, TABLE], axis=1),
    "no rows": TABLE.iloc[:0],
    "no columns": TABLE[[]],
    "pivoted": TABLE.pivot_table(index="text", columns="truth", values="real"),
}
SERIES = {
    "numbers": TABLE["real"],
    "counts": TABLE["text"].value_counts(),
    "one row": TABLE.loc[1],
    "row of a time": TABLE.set_index("time").loc[pd.Timestamp("2026-01-01 03:00")],
    "empty": pd.Series(dtype=float),
}
PLAIN = [
    datetime.date(2026, 1, 2),
    datetime.datetime(2026, 1, 2, 3, 4, 5, 6, fold=1),
    datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=-3))),
    SUMMER,
    datetime.time(1, 2, tzinfo=datetime.UTC),
    datetime.timedelta(-1, 3, 5),
    {1, "a", (1, 2.5), frozenset({3}), datetime.date(2026, 1, 1), None, b"x"},
    set(),
    frozenset({"a"}),
    pd.Timestamp("2026-01-01", tz="UTC"),
    pd.Timedelta("3h"),
    pd.Period("2026-01"),
    pd.Interval(1, 2),
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: type(value).__name__)
def test_plain_kinds_come_back_equal_and_of_their_type(value: Any) -> None:
    """Dates, spans of time, sets and single values of pandas cross and compare."""
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


def test_time_zones_come_back_by_name() -> None:
    """Twelve o'clock in Berlin is two hours before that in London, on the other side as well."""
    assert there_and_back(SUMMER).tzinfo is BERLIN


@pytest.mark.parametrize("gap", [pd.NA, pd.NaT])
def test_gaps_come_back_as_themselves(gap: Any) -> None:
    """There is one of each."""
    assert there_and_back(gap) is gap


@pytest.mark.parametrize("name", FRAMES)
def test_frames_come_back_to_the_last_type(name: str) -> None:
    """Columns, index, names, types and frequencies, by pandas' own comparison."""
    back = there_and_back(FRAMES[name])
    pd.testing.assert_frame_equal(back, FRAMES[name])
    assert type(back.index) is type(FRAMES[name].index)


@pytest.mark.parametrize("name", SERIES)
def test_series_come_back(name: str) -> None:
    """Values, index and name, whatever that is."""
    pd.testing.assert_series_equal(there_and_back(SERIES[name]), SERIES[name])


def test_indices_and_arrays_of_pandas_come_back() -> None:
    """What `columns`, `unique` and `Categorical` give."""
    for index in (TABLE.columns, TABLE.index, TABLE.set_index(["text", "whole"]).index):
        pd.testing.assert_index_equal(there_and_back(index), index, exact=True)
    for array in (TABLE["text"].unique(), TABLE["group"].array, TABLE["Int64"].array):
        pd.testing.assert_extension_array_equal(there_and_back(array), array)


def test_tables_that_arrive_are_copies_that_can_be_written() -> None:
    """A function may change its argument in place."""
    back = there_and_back(TABLE)
    back.loc[0, ["whole", "real"]] = 7
    assert (TABLE.loc[0, "whole"], back.loc[0, "real"]) == (1, 7)


@pytest.mark.parametrize("kind", ["matrix", "array"])
@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "dia", "bsr"])
def test_sparse_matrices_come_back(form: str, kind: str) -> None:
    """Rows, columns and pairs as they were, the other forms as rows."""
    matrix = getattr(scipy.sparse, f"{form}_{kind}")(np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 0.0]]))
    back = there_and_back(matrix)
    assert type(back).__name__ == f"{form if form in ('csr', 'csc', 'coo') else 'csr'}_{kind}"
    assert np.array_equal(back.toarray(), matrix.toarray())


def test_times_of_numpy_come_back_with_their_unit() -> None:
    """As arrays do, and single ones."""
    days = np.array(["2026-01-02", "NaT"], "datetime64[D]")
    back = there_and_back(days)
    assert back.array.dtype == days.dtype
    assert np.array_equal(back.array, days, equal_nan=True)
    assert there_and_back(np.timedelta64(3, "h")) == np.timedelta64(3, "h")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (pd.DataFrame({"a": [[1], [2]]}), "a cell that holds a value of type list"),
        (pd.DataFrame({"a": [object()]}), "type object"),
        (pd.Series(pd.arrays.SparseArray([0, 1])), "type Sparse.* cannot cross"),
        ({object()}, "a set of something else"),
        ({"\ud800"}, "a set of something else"),
        (datetime.datetime(2026, 1, 1, tzinfo=type("Zone", (datetime.tzinfo,), {})()), "time zone"),
    ],
)
def test_what_holds_objects_cannot_cross(value: Any, words: str) -> None:
    """The reason is told in words."""
    with pytest.raises(wire.WireError, match=words):
        wire.encode(value)


def test_a_figure_comes_back_as_data_that_compares() -> None:
    """Two lines with the same points are equal, also where points are missing."""
    gap = row(1.0, np.nan, dtype="float64")
    one, same, other = (
        there_and_back(Packed("Line", (ONES, y, "sine", "#ff0000", "-", "None")))
        for y in (gap, gap, ONES)
    )
    assert one == same
    assert one != other
