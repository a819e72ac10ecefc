"""Comparisons in the manner of numpy.testing and pandas.testing, with messages for students.

Each takes what came, what is expected, and what it is called. Values of floating point are equal
where `numpy.isclose` says so, and gaps (NaN, None, NaT) are equal to gaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.testing.checks import (
    as_array,
    as_axes,
    as_frame,
    as_series,
    as_set,
    as_sparse,
    require,
    usable,
)
from autograder.testing.wrong_value import WrongValue
from autograder.worker.kinds.figures import Line

SHOWN = 5
CHARACTERS = 80


@dataclass(frozen=True)
class Tolerance:
    """How far numbers may lie apart: `relative` to what is expected, or `absolute`."""

    relative: float = 1e-5
    absolute: float = 1e-8

    def close(self, came: Any, expected: Any) -> Any:
        """Return for each number whether it is close enough."""
        return np.isclose(came, expected, self.relative, self.absolute, equal_nan=True)


CLOSE = Tolerance()


def assert_array_equal(
    came: Any, expected: npt.ArrayLike, what: str, tolerance: Tolerance = CLOSE
) -> None:
    """Fail with the first entry that differs; arrays, tensors and numbers."""
    found, asked = as_array(came, what), np.asarray(expected)
    _require(found.shape == asked.shape, f"{what}: the shape", asked.shape, found.shape)
    differs = np.argwhere(~np.atleast_1d(tolerance.close(found, asked)))
    if len(differs):
        place = tuple(map(int, differs[0]))[: asked.ndim]
        where = f", entry {list(place)}" if place else ""
        _require(False, f"{what}{where}", asked[place], found[place])


def assert_frame_equal(
    came: Any,
    expected: Any,
    what: str,
    *,
    index: bool = True,
    tolerance: Tolerance = CLOSE,
) -> None:
    """Fail with the first column, row and value that differ; with `index` also in a row's name.

    Columns must stand in the order in which they are expected; their types may differ where their
    values do not.
    """
    frame = as_frame(came, what)
    _require_same(f"{what}: the columns", list(expected.columns), list(frame.columns))
    _require(len(frame) == len(expected), f"{what}: rows", len(expected), len(frame))
    if index:
        _require_same(f"{what}: the index", list(expected.index), list(frame.index))
    for place, name in enumerate(expected.columns):
        pair = frame.iloc[:, place], expected.iloc[:, place]
        _require_column(f"{what}, column {_shown(name)}", *pair, tolerance)


def assert_series_equal(
    came: Any,
    expected: Any,
    what: str,
    *,
    index: bool = True,
    tolerance: Tolerance = CLOSE,
) -> None:
    """Fail with the first row and value that differ; with `index` also in a row's name."""
    series = as_series(came, what)
    _require(len(series) == len(expected), f"{what}: entries", len(expected), len(series))
    if index:
        _require_same(f"{what}: the index", list(expected.index), list(series.index))
    _require_column(what, series, expected, tolerance)


def assert_sparse_equal(came: Any, expected: Any, what: str, tolerance: Tolerance = CLOSE) -> None:
    """Fail with the first row and column that differ; neither matrix is filled for it."""
    matrix = as_sparse(came, expected.shape, what).tocsr()
    asked = expected.tocsr()
    rows, columns = (abs(matrix) + abs(asked)).nonzero()
    if not len(rows):
        return
    found, right = (np.asarray(each[rows, columns]).ravel() for each in (matrix, asked))
    wrong = np.flatnonzero(~tolerance.close(found, right))
    if len(wrong):
        first = int(wrong[0])
        where = f"{what}, row {rows[first]}, column {columns[first]}"
        _require(False, where, right[first], found[first])


def assert_set_equal(came: Any, expected: Any, what: str) -> None:
    """Fail with what is missing, and with what is too much."""
    found, asked = as_set(came, what), frozenset(expected)
    parts = [("missing", asked - found), ("too much", found - asked)]
    words = [f"{name} {_several(entries)}" for name, entries in parts if entries]
    if words:
        raise AssertionError(f"{what}: {'; '.join(words)}")


def assert_text_equal(came: Any, expected: str, what: str) -> None:
    """Fail with the first line that differs; blanks at its end, and empty lines at the end, don't.

    For printed text and for texts of files.
    """
    require(isinstance(came, str), f"{what}: expected a text", came)
    found, asked = (text.rstrip().splitlines() for text in (came, expected))
    for number, (line, right) in enumerate(zip(found, asked, strict=False), 1):
        same = line.rstrip() == right.rstrip()
        _require(same, f"{what}, line {number}", right.rstrip(), line.rstrip())
    _require(len(found) == len(asked), f"{what}: lines", len(asked), len(found))


def assert_line(
    came: Any,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    what: str,
    tolerance: Tolerance = CLOSE,
) -> Line:
    """Return the line of a plot that goes through these points, and these only; fail without one.

    `came` is a figure with one pair of axes, or these.
    """
    lines = as_axes(came, what).lines
    asked = np.asarray(x, float), np.asarray(y, float)
    for line in lines:
        pairs = zip((line.x, line.y), asked, strict=True)
        if all(len(a) == len(b) and tolerance.close(a, b).all() for a, b in pairs):
            return line
    came_instead = "; ".join(_points(line.x, line.y) for line in lines[:SHOWN])
    words = f"expected a line through {_points(*asked)}, got {came_instead or 'no line'}"
    raise AssertionError(f"{what}: {words}")


def _require(condition: bool, what: str, expected: Any, came: Any) -> None:
    if not condition:
        raise WrongValue(f"{what}: expected {_shown(expected)}, got {_shown(came)}", came)


def _require_same(what: str, expected: Sequence[Any], came: Sequence[Any]) -> None:
    """Compare names in a row: all of them where they are few, else the first that differs."""
    if len(expected) == len(came):
        pairs = enumerate(zip(expected, came, strict=True))
        place = next((place for place, pair in pairs if not _same(*pair)), None)
        if place is None:
            return
        if len(expected) > SHOWN:
            _require(False, f"{what}, place {place}", expected[place], came[place])
    raise AssertionError(f"{what}: expected {_several(expected)}, got {_several(came)}")


def _require_column(what: str, came: Any, expected: Any, tolerance: Tolerance) -> None:
    with usable():
        place = _first_difference(came, expected, tolerance)
    if place is not None:
        row = f"{what}, row {_shown(expected.index[place])}"
        _require(False, row, expected.iloc[place], came.iloc[place])


def _first_difference(came: Any, expected: Any, tolerance: Tolerance) -> int | None:
    """Return the first row in which two columns differ, None where they are the same."""
    if _is_real(came) and _is_real(expected):
        pair = (each.to_numpy(float, na_value=np.nan) for each in (came, expected))
        wrong = np.flatnonzero(~tolerance.close(*pair))
        return int(wrong[0]) if len(wrong) else None
    pairs = enumerate(zip(came.tolist(), expected.tolist(), strict=True))
    return next((place for place, pair in pairs if not _same(*pair)), None)


def _is_real(column: Any) -> bool:
    """Whether a column holds real numbers or truth values only."""
    return getattr(column.dtype, "kind", "O") in "biuf" and not hasattr(column, "categories")


def _same(one: Any, other: Any) -> bool:
    """Whether two cells are the same: both gaps, or equal."""
    gaps = _is_gap(one), _is_gap(other)
    return all(gaps) if any(gaps) else bool(one == other)


def _is_gap(cell: Any) -> bool:
    return cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell  # noqa: PLR0124 - NaN


def _several(entries: Any) -> str:
    """Show a few entries, in an order of their own where they have none."""
    known = sorted(entries, key=repr) if isinstance(entries, frozenset) else list(entries)
    rest = f", and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return f"{', '.join(map(_shown, known[:SHOWN])) or 'none'}{rest}"


def _points(x: Any, y: Any) -> str:
    pairs = [f"({a:g}, {b:g})" for a, b in zip(x[:SHOWN], y[:SHOWN], strict=False)]
    rest = f", and {len(x) - SHOWN} more" if len(x) > SHOWN else ""
    return f"{', '.join(pairs) or 'no points'}{rest}"


def _shown(value: Any) -> str:
    """Show a value as students write it: numbers of NumPy as numbers."""
    plain = value.item() if isinstance(value, np.generic) else value
    text = f"{plain:.6g}" if isinstance(plain, float) else repr(plain)
    return text if len(text) <= CHARACTERS else f"{text[:CHARACTERS]}…"
