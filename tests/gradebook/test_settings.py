"""Limits that a course sets are used as they stand, or refused in words."""

from typing import Any

import pytest
from traitlets.config import Config

from autograder.errors import CourseError
from autograder.gradebook.settings import carries_forward, limits_of
from autograder.limits import FLOORS, GIBIBYTE, MEBIBYTE, Limits


def test_limits_of_a_course_stand_beside_the_others() -> None:
    """Whole numbers will do for seconds, floors may be reached, cores may add nothing."""
    chosen = {"cell_seconds": 90, "call_seconds": 0.5, "open_files": 64, **FLOORS}
    assert limits_of(Config({"Limits": chosen})) == Limits(**chosen)
    assert limits_of(Config()) == Limits()


@pytest.mark.parametrize("value", ["90", None, True, [90.0], -1, 0, 0.0, float("nan"), 1e999])
def test_what_is_no_time_is_refused(value: Any) -> None:
    """The setting, what came and what is allowed are named."""
    with pytest.raises(CourseError) as refused:
        limits_of(Config({"Limits": {"cell_seconds": value}}))
    assert str(refused.value) == (
        f"nbgrader_config.py: c.Limits.cell_seconds is {value!r}; it may be a number above 0"
    )


@pytest.mark.parametrize("value", [64.0, "64", False, 0, -64])
def test_what_is_no_count_is_refused(value: Any) -> None:
    """Files are counted in whole numbers."""
    with pytest.raises(CourseError, match="c.Limits.open_files .* a whole number above 0"):
        limits_of(Config({"Limits": {"open_files": value}}))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("address_space_bytes", 5 * GIBIBYTE // 2),
        ("data_bytes", 600 * MEBIBYTE),
        ("address_space_bytes_per_core", 0),
        ("processes_per_core", 0),
    ],
)
def test_limit_below_its_floor_is_refused(name: str, least: int) -> None:
    """Memory in which TensorFlow would crash is refused, and so are cores that take some away."""
    with pytest.raises(CourseError, match=f"c.Limits.{name} is .* of at least {least:,}$"):
        limits_of(Config({"Limits": {name: least - 1}}))


def test_unknown_limit_is_refused() -> None:
    """A misspelt name is told, instead of the limit being as it was."""
    with pytest.raises(CourseError, match="c.Limits has no cel_seconds"):
        limits_of(Config({"Limits": {"cel_seconds": 90}}))


def test_errors_are_carried_forward_where_a_course_says_so() -> None:
    """Not by itself: it shows what right functions give to whoever may hand in again."""
    assert [
        carries_forward(Config({"Grading": {"carry_forward": on}})) for on in (True, False)
    ] == [
        True,
        False,
    ]
    assert carries_forward(Config()) is False


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"carry_forward": "False"}, "c.Grading.carry_forward is 'False'; it may be True or False"),
        ({"carry_forward": 1}, "is 1; it may be True or False"),
        ({"carries": True}, "c.Grading has no carries"),
    ],
)
def test_what_is_neither_yes_nor_no_is_refused(said: dict[str, Any], words: str) -> None:
    """A text is true even where it says no."""
    with pytest.raises(CourseError, match=words):
        carries_forward(Config({"Grading": said}))
