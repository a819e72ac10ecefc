"""How often a student is graded in a day."""

from datetime import datetime, timedelta

import pytest

from autograder.policy import Attempt, Policy

NOON = datetime(2030, 5, 1, 12).astimezone()
TWO = Policy(attempts_a_day=2)


def attempts(*hours: int) -> list[Attempt]:
    """Return attempts that were taken on so many hours from noon."""
    return [Attempt(NOON + timedelta(hours=each), f"files of {each}") for each in hours]


@pytest.mark.parametrize(
    ("before", "seen", "taken"),
    [
        ((), "new", True),
        ((-1,), "new", True),
        ((-2, -1), "new", False),
        ((-2, -1), "files of -1", True),
        ((-2, -1), "files of -2", False),
        ((-14, -13), "new", True),
        ((-14, -13, -1), "new", True),
    ],
)
def test_so_many_a_day(before: tuple[int, ...], seen: str, taken: bool) -> None:
    """The last one may be graded to its end; midnight gives new ones."""
    assert TWO.takes(attempts(*before), seen, NOON) is taken


def test_without_a_bound_all_are_graded() -> None:
    """A course that says nothing grades whatever arrives."""
    assert Policy().takes(attempts(*range(-11, 0)), "new", NOON)
