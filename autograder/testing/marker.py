"""The marker `criterion` of a hidden grader: what it takes, and what stands in it."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from autograder.errors import GraderError

NAME = "criterion"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_weight(value: Any) -> bool:
    return _is_number(value) and 0 < value < math.inf


def _are_names(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(each, str) for each in value)


def _are_numbers(value: Any) -> bool:
    whole = isinstance(value, tuple | list) and all(isinstance(each, int) for each in value)
    return whole and all(_is_number(each) for each in value)


# What each keyword takes, in words and as a test.
KEYWORDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "weight": ("a positive number", _is_weight),
    "hint": ("a text", _is_text),
    "needs": ('a tuple of names such as ("first",)', _are_names),
    "mistakes": ("a tuple of whole numbers such as (1,)", _are_numbers),
    "deliberate": ("a text", _is_text),
}


def read_marker(item: Any, told: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return grade id and keywords of a test's marker; None where it has none.

    GraderError, which begins with `told`, where it takes something else.
    """
    markers = list(item.iter_markers(NAME))
    if not markers:
        return None
    if len(markers) > 1:
        raise GraderError(f"{told}: expected one {NAME}, got {len(markers)}")
    arguments, keywords = markers[0].args, markers[0].kwargs
    if len(arguments) != 1 or not _is_text(arguments[0]):
        raise GraderError(f"{told}: {NAME} takes one grade id, got {arguments!r:.100}")
    for name, value in keywords.items():
        _require(name, value, told)
    return arguments[0], keywords


def _require(name: str, value: Any, told: str) -> None:
    if name not in KEYWORDS:
        allowed = ", ".join(KEYWORDS)
        raise GraderError(f"{told}: {NAME} takes no {name!r}; it takes: {allowed}")
    words, fits = KEYWORDS[name]
    if not fits(value):
        raise GraderError(f"{told}: {name}: expected {words}, got {value!r:.100}")
