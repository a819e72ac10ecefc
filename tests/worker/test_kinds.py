"""Values of other kinds: each comes back as it went, and what lies about itself is refused."""

import datetime
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgpack
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.worker import crossing, wire
from autograder.worker.wire import Packed, Tensor

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


def there_and_back(value: Any) -> Any:
    """Return what arrives of a value, inside of a list."""
    return wire.decode(wire.encode([value]))[0]


# The repr of a set is in no fixed order, and the processes of a test run must agree on names.
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
FORGED: dict[str, Packed] = {
    "columns of other lengths": frame(2, numbers(1, 2), numbers(1, 2, 3)),
    "more names than columns": Packed("DataFrame", (span(2), span(2), [numbers(1, 2)])),
    "a thousand million rows": frame(HUGE, numbers(1)),
    "a thousand million rows of nothing": frame(HUGE),
    "an index of a thousand million": Packed("Index", (span(HUGE),)),
    "an index without a step": Packed("Index", (["range", 0, 5, 0, None],)),
    "an index of texts as bounds": Packed("Index", (["range", "0", "5", "1", None],)),
    "cells that hold a list": frame(1, ["cells", [[1]], row(0)]),
    "cells that hold an array": frame(1, ["cells", [row(1)], row(0)]),
    "cells that hold a reference": frame(1, ["cells", [wire.Reference("worker")], row(0)]),
    "cells that hold a set": frame(1, ["cells", [Packed("set", (1,))], row(0)]),
    "cells out of range": frame(1, ["cells", ["a"], row(5)]),
    "cells counted from the end": frame(1, ["cells", ["a"], row(-1)]),
    "texts that are numbers": frame(1, ["texts", "python", "nan", [1], row(0)]),
    "texts kept elsewhere": frame(1, ["texts", "os", "nan", ["a"], row(0)]),
    "categories out of range": frame(1, ["categories", numbers(7), row(3), False]),
    "categories far below": frame(1, ["categories", numbers(7), row(-2), False]),
    "categories that are not whole": frame(
        1, ["categories", numbers(7), row(0.5, dtype="float64"), False]
    ),
    "one category twice": frame(1, ["categories", numbers(7, 7), row(0), False]),
    "gaps of another length": frame(2, ["masked", row(1, 2), row(True, dtype="bool")]),
    "a column of two dimensions": frame(1, ["numbers", Tensor(np.ones((1, 2)), "array")]),
    "a column of a kind of its own": frame(1, ["object", row(1)]),
    "a column that is a list": frame(1, [1, 2]),
    "a column without anything": frame(1, []),
    "a zone from elsewhere": frame(
        1, ["zoned times", row(1, dtype="datetime64[us]"), "../../etc/passwd"]
    ),
    "a zone that is no name": frame(1, ["zoned times", row(1, dtype="datetime64[us]"), 1.5]),
    "a frequency that is none": index(["numbers", row(1, dtype="datetime64[us]")], "x" * 20),
    "a frequency that does not fit": index(["numbers", row(1, 5, dtype="datetime64[s]")], "D"),
    "a frequency of numbers": index(numbers(1, 2), "D"),
    "periods of code": frame(1, ["periods", row(1), "__import__('os')"]),
    "intervals of other lengths": frame(1, ["intervals", numbers(1), numbers(1, 2), "left"]),
    "intervals the wrong way round": frame(1, ["intervals", numbers(5), numbers(1), "left"]),
    "levels out of range": Packed("Index", (["levels", [span(2)], [numbers(0, 9)], [None]],)),
    "levels in levels": Packed(
        "Index",
        (["levels", [["levels", [span(1)], [numbers(0)], [None]]], [numbers(0)], [None]],),
    ),
    "levels without names": Packed("Index", (["levels", [span(2)], [numbers(0)], []],)),
    "a name that is a list": Packed("Series", (numbers(1), span(1), [1])),
    "a series longer than its index": Packed("Series", (numbers(1, 2), span(1), None)),
    "two values for one": Packed("pandas value", ("numbers", row(1, 2))),
    "a gap by another name": Packed("gap", ("read_pickle",)),
    "columns out of range": matrix("csr", [1, 2], ONES, row(0, 2), row(0, 2)),
    "columns below 0": matrix("csr", [1, 2], ONES, row(0, -1), row(0, 2)),
    "rows that go backwards": matrix("csr", [2, 2], ONES, row(0, 1), row(0, 3, 2)),
    "rows that end late": matrix("csr", [1, 2], ONES, row(0, 1), row(0, 9)),
    "rows that are missing": matrix("csr", [5, 2], ONES, row(0, 1), row(0, 2)),
    "no place where rows begin": matrix("csc", [2, 0], row(), row(), row()),
    "pairs out of range": matrix("coo", [2, 2], ONES, row(0, 5), row(0, 0)),
    "pairs without numbers": matrix("coo", [2, 2], row(), row(0), row(0)),
    "a matrix of a thousand million rows": matrix("coo", [HUGE, 1], row(), row(), row()),
    "a matrix of a negative size": matrix("coo", [-1, 1], row(), row(), row()),
    "a matrix of another form": matrix("dia", [2, 2], ONES, row(0, 1), row(0, 1)),
    "a matrix of times": matrix("coo", [1, 1], row(1, dtype="datetime64[s]"), row(0), row(0)),
    "a date from a pickle": Packed("date", (b"\x07\xe4\x01\x01",)),
    "a time from a pickle": Packed("datetime", (b"\x07\xe4\x01\x01\0\0\0\0\0\0", None)),
    "the thirtieth of February": Packed("date", (2026, 2, 30)),
    "a span of seven numbers": Packed("timedelta", (1, 2, 3, 4, 5, 6, 7)),
    "a span of a thousand million years": Packed("timedelta", (HUGE * 400, 0, 0)),
    "a zone of a thousand days": Packed("datetime", (2026, 1, 1, 0, 0, 0, 0, 0, 86400 * 1000)),
    "a set of lists": Packed("set", ([1],)),
    "a set of references": Packed("set", (wire.Reference("worker"),)),
    "a set with an entry twice": Packed("set", (1, 1.0)),
    "a set of tables": Packed("set", (frame(1, numbers(1)),)),
    "a record without an object": Packed("record", ("Point", {"x": 1}, None)),
    "a record whose fields have no names": Packed("record", ("Point", {1: 1}, wire.Reference(0))),
    "a figure that is a text": Packed("Figure", ("title", "axes")),
    "a figure of lines": Packed("Figure", ("title", (Packed("Line", (ONES, ONES, *"abcd")),))),
    "a line of lists": Packed("Line", ([1], [2], *"abcd")),
    "a bar without a height": Packed("Bar", (1.0, 1.0, 1.0)),
    "a kind that does not exist": Packed("module", ("os",)),
    "a kind that is no text": Packed(3, ()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", FORGED)
def test_what_lies_about_itself_is_refused(name: str) -> None:
    """Parts that do not fit together are no value, whatever they claim to be."""
    message = wire.encode(FORGED[name])
    with pytest.raises(wire.WireError):
        wire.decode(message)


def entries_of_one_hash() -> Packed:
    """Return a set of many numbers that Python cannot tell apart by their hash."""
    modulus = (1 << 61) - 1
    pairs = [(number, number + modulus) for number in range(200)]
    tuples = tuple(
        tuple(pair[bit >> place & 1] for place, pair in enumerate(pairs[:8])) for bit in range(256)
    )
    return Packed("set", tuples)


def test_sets_of_one_hash_are_refused() -> None:
    """To compare each entry with each would take longer than anyone waits."""
    forged = entries_of_one_hash()
    assert len({hash(each) for each in forged.parts}) == 1
    with pytest.raises(wire.WireError, match="the same hash"):
        wire.decode(wire.encode(forged))


def test_a_million_lines_are_too_many() -> None:
    """They are counted before anything is built."""
    line = wire.encode(Packed("Line", (ONES, ONES, *"abcd")))
    lines = b"\xdd" + (10**6).to_bytes(4, "big") + line * 10**6
    axes = msgpack.packb(msgpack.ExtType(1, lines[: crossing.FRAME_BYTES // 4]))
    with pytest.raises(wire.WireError):
        wire.decode(axes)


def test_a_figure_comes_back_as_data_that_compares() -> None:
    """Two lines with the same points are equal, also where points are missing."""
    gap = row(1.0, np.nan, dtype="float64")
    one, same, other = (
        there_and_back(Packed("Line", (ONES, y, "sine", "#ff0000", "-", "None")))
        for y in (gap, gap, ONES)
    )
    assert one == same
    assert one != other


WHOLE = st.integers(-5, 5)
PARTS = st.recursive(
    st.none() | WHOLE | st.text(max_size=3) | st.lists(WHOLE, max_size=3).map(lambda n: row(*n)),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)
KINDS = st.sampled_from(sorted({each.kind for each in FORGED.values() if type(each.kind) is str}))


@given(KINDS, st.lists(PARTS, max_size=5), st.sampled_from(sorted(FORGED)))
@settings(max_examples=300, deadline=None)
def test_parts_of_chance_are_a_value_or_refused(kind: str, parts: list[Any], name: str) -> None:
    """Nothing else is raised, whatever stands in the place of what."""
    decoded: Callable[[Any], Any] = lambda packed: wire.decode(wire.encode(packed))  # noqa: E731
    for forged in (Packed(kind, tuple(parts)), Packed(kind, FORGED[name].parts)):
        try:
            decoded(forged)
        except wire.WireError:
            continue
