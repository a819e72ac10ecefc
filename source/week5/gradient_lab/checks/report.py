"""How a visible check speaks: expected, came, look at."""

import textwrap
import traceback
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

# `nbgrader validate` cuts lines off behind their first 80 characters.
WIDTH = 80
EXPECTED = "  expected: "


class CheckFailed(AssertionError):
    """What a visible check says; Jupyter shows the words alone, without the lines of the check."""

    def _render_traceback_(self) -> list[str]:
        """Return what Jupyter shows in place of a traceback, in lines that nobody has to scroll."""
        lines = f"{type(self).__name__}: {self}".splitlines()
        return [part for line in lines for part in _wrapped(line)]


class NotWritten(CheckFailed):
    """There is nothing to check yet."""


def _wrapped(line: str) -> list[str]:
    """Break a line between words; what came or is expected goes on below where it began."""
    below = len(EXPECTED) if line.startswith("  ") else 0
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * below, break_on_hyphens=False)


def expect(condition: bool, task: str, expected: str, came: Any, look_at: str) -> None:
    """Raise CheckFailed in three lines, in words for a student, unless the condition holds."""
    if not condition:
        raise CheckFailed(
            f"{task}\n{EXPECTED}{expected}\n  came:     {describe(came)}\n  look at:  {look_at}"
        )


def attempt(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """Call a student's function; say so plainly when it, or one it calls, is not written yet."""
    try:
        return function(*arguments, **keywords)
    except NotImplementedError as error:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        if frame.f_globals["__name__"].startswith("keras."):
            raise  # Keras says in its own words which method it misses
        raise NotWritten(
            f"{frame.f_code.co_qualname} is not written yet: replace the line "
            "`raise NotImplementedError()` by your code and run that cell again."
        ) from None


def passed(task: str) -> None:
    """Print that the visible examples of a task came out right."""
    print(f"{task}: the visible examples are right. Its description says what else will be tried.")


def is_list(value: Any, length: int, task: str) -> None:
    """Expect a list of that length."""
    what = f"a list of {length} entries"
    expect(isinstance(value, list), task, what, value, "what the description calls the result")
    expect(len(value) == length, task, what, f"a list of {len(value)}", "what your loop stores")


def is_pair(value: Any, first: str, second: str, task: str) -> tuple[Any, Any]:
    """Expect a tuple of two, and return it."""
    right = isinstance(value, tuple) and len(value) == 2
    expect(right, task, f"a pair ({first}, {second})", value, "the `return` of your function")
    return value[0], value[1]


def has_keys(value: Any, names: Iterable[str], task: str) -> None:
    """Expect a dict that holds all these names."""
    expect(isinstance(value, dict), task, "a dict", value, "what the description calls the result")
    missing = [name for name in names if name not in value]
    keys, came = ", ".join(missing), f"the keys {', '.join(map(str, value))}"
    expect(not missing, task, f"the keys {keys} as well", came, "the names in the description")


def is_float(value: Any, task: str) -> None:
    """Expect a Python float."""
    expect(isinstance(value, float), task, "a Python float", value, "the type of the result")


def close(value: Any, expected: Any, task: str, look_at: str) -> None:
    """Expect numbers of the same shape that agree to a relative 1e-4."""
    try:
        came = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        came = np.asarray(np.nan)
    wanted = np.asarray(expected, dtype=float)
    right = came.shape == wanted.shape and np.allclose(came, wanted, rtol=1e-4, atol=1e-6)
    expect(right, task, describe(wanted), value, look_at)


def describe(value: Any) -> str:
    """Put a value in one short line: numbers as numbers, anything else with its type."""
    if isinstance(value, str):
        return value
    if hasattr(value, "shape") or isinstance(value, float | int):
        text = np.array2string(np.asarray(value), precision=4, threshold=12, separator=", ")
        return " ".join(text.split())
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 100 else text[:97] + '...'}"
