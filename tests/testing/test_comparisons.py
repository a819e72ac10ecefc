"""Comparisons with messages for students: what is the same passes, and what differs is named."""

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from autograder.testing.checks import as_axes, as_frame, as_record, as_sparse, describe
from autograder.testing.comparisons import (
    Tolerance,
    assert_array_equal,
    assert_frame_equal,
    assert_line,
    assert_series_equal,
    assert_set_equal,
    assert_sparse_equal,
    assert_text_equal,
)
from autograder.testing.student import Record, Remote
from autograder.worker.kinds.figures import Axes, Figure, Line
from autograder.worker.wire import RemoteObject

TABLE = pd.DataFrame({"city": ["Oslo", None, "Rome"], "degrees": [3.5, np.nan, 7.0]})
MATRIX = scipy.sparse.csr_array([[0.0, 2.0], [1.0, 0.0]])
LINE = Line(np.array([0.0, 1.0]), np.array([0.0, 2.0]), "", "#000000", "-", "None")


def axes(*lines: Line) -> Axes:
    """Return a plot of lines."""
    return Axes(
        *("title", "x", "y", "linear", "linear"),
        (0.0, 1.0),
        (0.0, 1.0),
        *[()] * 4,
        lines,
        *[()] * 3,
    )


def stayed(name: str) -> Remote:
    """Return an object in some student's process."""
    return Remote(None, RemoteObject(0, type_name=name), 1.0)  # type: ignore[arg-type]


SAME: list[tuple[Callable[..., Any], Any, Any]] = [
    (assert_array_equal, np.array([1.0, np.nan]), [1.0, np.nan]),
    (assert_array_equal, 0.1 + 0.2, 0.3),
    (assert_frame_equal, TABLE, TABLE.copy()),
    (assert_frame_equal, TABLE.astype({"degrees": "Float64"}), TABLE),
    (assert_frame_equal, pd.DataFrame({"n": [1, 2]}), pd.DataFrame({"n": [1.0, 2.0]})),
    (assert_frame_equal, TABLE.astype({"city": "category"}), TABLE),
    (assert_frame_equal, TABLE.iloc[:0], TABLE.iloc[:0]),
    (assert_series_equal, TABLE["city"], TABLE["city"].astype(object)),
    (assert_series_equal, pd.Series([pd.NaT]), pd.Series([None])),
    (assert_sparse_equal, MATRIX.tocoo(), MATRIX),
    (assert_sparse_equal, scipy.sparse.csr_array((2, 2)), scipy.sparse.csr_array((2, 2))),
    (assert_set_equal, {1, 2}, [2, 1]),
    (assert_text_equal, "a  \nb\n\n", "a\nb"),
]


@pytest.mark.parametrize(("check", "came", "expected"), SAME)
def test_what_is_the_same_passes(check: Callable[..., Any], came: Any, expected: Any) -> None:
    """Gaps are gaps, numbers are close, blanks at the end of a line are none."""
    check(came, expected, "f()")


DIFFERENT: list[tuple[Callable[..., Any], Any, Any, str]] = [
    (assert_array_equal, np.ones(2), [1, 1, 1], "f(): the shape: expected (3,), got (2,)"),
    (assert_array_equal, np.eye(2), [[1, 0], [5, 1]], "f(), entry [1, 0]: expected 5, got 0"),
    (assert_array_equal, 3, 4, "f(): expected 4, got 3"),
    (assert_array_equal, [1], [1], "f(): expected a dense tensor of real numbers, got a list of 1"),
    (assert_frame_equal, 3, TABLE, "f(): expected a DataFrame of pandas, got the int 3"),
    (assert_frame_equal, None, TABLE, "f(): expected a DataFrame of pandas, got None"),
    (
        assert_frame_equal,
        TABLE["city"],
        TABLE,
        "f(): expected a DataFrame of pandas, got a Series of 3",
    ),
    (
        assert_frame_equal,
        stayed("pandas.DataFrame"),
        TABLE,
        "f(): expected a DataFrame of pandas, got one that holds something else than numbers, "
        "texts, truth values and dates",
    ),
    (
        assert_frame_equal,
        TABLE[["degrees", "city"]],
        TABLE,
        "f(): the columns: expected 'city', 'degrees', got 'degrees', 'city'",
    ),
    (assert_frame_equal, TABLE[:2], TABLE, "f(): rows: expected 3, got 2"),
    (
        assert_frame_equal,
        TABLE.set_index(pd.Index([0, 1, 5])),
        TABLE,
        "f(): the index: expected 0, 1, 2, got 0, 1, 5",
    ),
    (
        assert_frame_equal,
        TABLE.assign(degrees=[3.5, np.nan, 8.0]),
        TABLE,
        "f(), column 'degrees', row 2: expected 7, got 8",
    ),
    (
        assert_frame_equal,
        TABLE.fillna({"city": "none"}),
        TABLE,
        "f(), column 'city', row 1: expected nan, got 'none'",
    ),
    (
        assert_frame_equal,
        pd.DataFrame({"n": ["1"]}),
        pd.DataFrame({"n": [1]}),
        "f(), column 'n', row 0: expected 1, got '1'",
    ),
    (
        assert_series_equal,
        pd.Series([1, 2], index=["a", "b"]),
        pd.Series([1, 3], index=["a", "b"]),
        "f(), row 'b': expected 3, got 2",
    ),
    (
        assert_series_equal,
        pd.Series(range(9)),
        pd.Series(range(9), index=[*range(8), 9]),
        "f(): the index, place 8: expected 9, got 8",
    ),
    (
        assert_sparse_equal,
        MATRIX * 2,
        MATRIX,
        "f(), row 0, column 1: expected 2, got 4",
    ),
    (
        assert_sparse_equal,
        scipy.sparse.csr_array((10**6, 10**6)),
        MATRIX,
        "f(): expected the shape (2, 2), got (1000000, 1000000)",
    ),
    (
        assert_sparse_equal,
        {1},
        MATRIX,
        "f(): expected a sparse matrix of SciPy, got a set of 1",
    ),
    (assert_set_equal, {1, 2, 7}, {1, 3}, "f(): missing 3; too much 2, 7"),
    (assert_set_equal, [1], {1}, "f(): expected a set, got a list of 1"),
    (assert_set_equal, set(range(9)), set(), "f(): too much 0, 1, 2, 3, 4, and 4 more"),
    (assert_text_equal, "a\nb", "a\nc", "f(), line 2: expected 'c', got 'b'"),
    (assert_text_equal, "a", "a\nc", "f(): lines: expected 2, got 1"),
    (assert_text_equal, None, "a", "f(): expected a text, got None"),
]


@pytest.mark.parametrize(("check", "came", "expected", "words"), DIFFERENT)
def test_what_differs_is_named(
    check: Callable[..., Any], came: Any, expected: Any, words: str
) -> None:
    """With the place, what is expected and what came."""
    with pytest.raises(AssertionError) as caught:
        check(came, expected, "f()")
    assert str(caught.value) == words


def test_index_and_tolerance_are_the_graders_choice() -> None:
    """Rows may have other names, numbers lie further apart."""
    moved = TABLE.set_index(pd.Index([7, 8, 9])).assign(degrees=[3.6, np.nan, 7.0])
    assert_frame_equal(moved, TABLE, "f()", index=False, tolerance=Tolerance(absolute=0.2))


def test_line_of_a_plot_is_found_among_others() -> None:
    """By its points; else those of the lines that came are told."""
    other = Line(LINE.y, LINE.x, "", "#000000", "-", "None")
    assert assert_line(Figure("", (axes(other, LINE),)), [0, 1], [0, 2], "plot()") is LINE
    words = r"plot\(\): expected a line through \(0, 0\), \(1, 5\), got \(0, 0\), \(1, 2\)"
    with pytest.raises(AssertionError, match=words):
        assert_line(axes(LINE), [0, 1], [0, 5], "plot()")
    with pytest.raises(AssertionError, match="got no line"):
        assert_line(axes(), [0, 1], [0, 5], "plot()")


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ((), "got 0 plots"),
        (Figure("", (axes(), axes())), "got 2 plots"),
        ((Figure("", (axes(),)), Figure("", (axes(),))), "got 2 plots"),
        (None, "got None"),
        ([3], "got a list of 1"),
    ],
)
def test_one_plot_is_asked_for(came: Any, words: str) -> None:
    """Neither none nor several, nor something else."""
    with pytest.raises(AssertionError, match=f"expected one plot, {words}"):
        as_axes(came, "plot()")


def test_columns_and_fields_are_asked_for_by_name() -> None:
    """A table without a column and a record without a field fail in words."""
    with pytest.raises(AssertionError, match=r"expected the columns \['town'\], got \['city'"):
        as_frame(TABLE, "f()", ["town"])
    record = Record("Point", {"x": 1}, stayed("Point"))
    assert as_record(record, ["x"], "f()").x == 1
    with pytest.raises(AssertionError, match="expected the fields x, y, got x"):
        as_record(record, ["x", "y"], "f()")
    with pytest.raises(AssertionError, match="expected a dataclass with the fields x, got None"):
        as_record(None, ["x"], "f()")


def test_shape_is_asked_for_before_a_matrix_is_filled() -> None:
    """A matrix of a million rows and columns costs nothing until somebody fills it."""
    with pytest.raises(AssertionError, match="expected the shape"):
        as_sparse(scipy.sparse.coo_array((10**6, 10**6)), (2, 2), "f()").toarray()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (TABLE, "a DataFrame of 3 rows and 2 columns"),
        (frozenset({1}), "a frozenset of 1"),
        (datetime.date(2026, 1, 2), "the date 2026-01-02"),
        (datetime.timedelta(hours=3), "the timedelta 3:00:00"),
        (MATRIX, "a csr_array"),
    ],
)
def test_what_came_is_described(value: Any, words: str) -> None:
    """By kind and size, or by its value."""
    assert describe(value) == words
