"""Compare what came with what was asked, in words that the student can act on."""

from collections.abc import Sequence
from typing import Any

import expected
import numpy as np

from autograder.testing.checks import as_array, as_list, describe, require, tensor

TOLERANCE = 1e-5
# Roundings of its dtype by which a value that is not to change may differ.
UNCHANGED = 16


def given(gradients: Sequence[Any]) -> list[Any]:
    """Return gradients as arguments: arrays become tensors, None and slices stay."""
    return [tensor(g) if isinstance(g, np.ndarray) else g for g in gradients]


def assert_gradients(came: Any, asked: Sequence[Any], what: str) -> None:
    """Require a list that holds `asked`, entry by entry, up to the rounding of its dtype."""
    values = as_list(came, len(asked), what)
    for index, (value, wanted) in enumerate(zip(values, asked, strict=True)):
        place = f"{what}, gradient {index}"
        if wanted is None:
            assert value is None, f"{place}: expected None, got {describe(value)}"
        else:
            assert_array(value, wanted, place)


def assert_unchanged(came: Any, array: Any, what: str) -> None:
    """Require the values of an array to the precision of the dtype in which it came."""
    precision = UNCHANGED * float(np.finfo(array.dtype).eps)
    values = as_array(came, what)
    assert values.shape == array.shape, f"{what}: expected shape {array.shape}, got {values.shape}"
    error = np.max(np.abs(values.astype("float64") - array.astype("float64")))
    size = np.max(np.abs(array.astype("float64")))
    off = f"{what}: expected no change, got {error / size:.1g} of its largest entry"
    assert error <= precision * size, off


def assert_array(
    came: Any, asked: Any, what: str, tolerance: float = TOLERANCE, floor: float = 0.0
) -> None:
    """Require the values of one array; name the entry furthest off.

    Errors are relative to the largest value asked, or to `floor` where all values are smaller:
    what is near zero because larger numbers cancelled is no more exact than those are.
    """
    array = came if isinstance(came, np.ndarray) else as_array(came, what)
    wanted = np.asarray(asked, dtype=np.float64)
    assert array.shape == wanted.shape, f"{what}: expected shape {wanted.shape}, got {array.shape}"
    if wanted.size == 0:
        return
    error = np.abs(array.astype(np.float64) - wanted)
    allowed = max(tolerance, rounding(array.dtype)) * max(floor, np.max(np.abs(wanted)))
    where = np.unravel_index(np.argmax(np.where(np.isnan(error), np.inf, error)), wanted.shape)
    entry = f"{what}, entry {list(map(int, where))}" if where else what
    message = f"{entry}: expected {wanted[where]:.6g}, got {array[where]:.6g}"
    assert error[where] <= allowed, message


def assert_number(
    came: Any, asked: float, what: str, tolerance: float = TOLERANCE, floor: float = 1e-7
) -> None:
    """Require one number, as `assert_array` does; 0-d tensors are taken, too."""
    value = number(came, what)
    close = abs(value - asked) <= tolerance * max(floor, abs(asked))
    assert close, f"{what}: expected {asked:.6g}, got {value:.6g}"


def number(came: Any, what: str) -> float:
    """Return a number of any kind: Python's, NumPy's or a tensor of one entry."""
    array = as_array(came, what)
    assert array.size == 1, f"{what}: expected one number, got {describe(came)}"
    return float(array.reshape(()))


def entry(report: Any, key: str) -> Any:
    """Return one value of a dict, or say that it is missing."""
    require(isinstance(report, dict), f"expected a dict with {key!r}", report)
    assert key in report, f"expected the key {key!r}, got only {sorted(map(str, report))}"
    return report[key]


def assert_keys(came: dict[Any, Any], asked: set[str], what: str) -> None:
    """Require these keys; what else is told does no harm."""
    missing = sorted(asked - set(came))
    assert not missing, f"{what}: these keys are missing: {', '.join(missing)}"


def assert_cut(came: Any, arrays: Sequence[Any], what: str) -> list[Any]:
    """Require that each array came back smaller, and None as None; return the list.

    For criteria that ask about something else, so that input handed back does not pass them.
    """
    values = as_list(came, len(arrays), what)
    for index, (value, array) in enumerate(zip(values, arrays, strict=True)):
        place = f"{what}, gradient {index}"
        if array is None:
            assert value is None, f"{place}: expected None, got {describe(value)}"
        else:
            before, after = expected.norm(array), expected.norm(as_array(value, place))
            smaller = f"expected a norm below {before:.4g}, got {after:.4g}"
            assert 0 < after < 0.99 * before, f"{place}, above the limit: {smaller}"
    return values


def rounding(dtype: np.dtype[Any]) -> float:
    """Return the relative error that honest arithmetic may have: float16 has 11 bits."""
    is_float = np.issubdtype(dtype, np.floating)
    return max(TOLERANCE, 4 * float(np.finfo(dtype).eps)) if is_float else TOLERANCE
