"""What an instructor wrote into a grade cell: hidden tests, AUTOTEST lines, nothing."""

import pytest

from autograder.cell_tests import (
    HIDDEN_AUTOTEST,
    HIDDEN_FIRST,
    NO_SOURCE,
    NO_TEST,
    NOT_EXPANDED,
    cell_tests,
)

SHOWN = "assert f(1) == 1"
HIDDEN = "### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"
AUTOTEST = "### HASHED AUTOTEST f(3)"
EXPANDED = 'assert hash(f(3)) == "ab"\nprint("Success!")'


def test_hidden_tests_are_run() -> None:
    """What is run is the instructor's cell as it stands."""
    found = cell_tests(f"{SHOWN}\n{HIDDEN}", SHOWN)
    assert found.source == f"{SHOWN}\n{HIDDEN}"
    assert (found.visible, found.hidden, found.autotest, found.reason) == (True, True, False, "")


def test_autotest_is_run_as_it_was_released() -> None:
    """With the hidden tests behind it, which the release lacks."""
    found = cell_tests(f"{AUTOTEST}\n{HIDDEN}", EXPANDED)
    assert found.source == f"{EXPANDED}\n{HIDDEN}"
    assert found.autotest


@pytest.mark.parametrize(
    ("source", "released", "reason"),
    [
        (None, SHOWN, NO_SOURCE),
        ("# only words\n", "# only words\n", NO_TEST),
        (HIDDEN.replace("assert f(2) == 4", AUTOTEST), "", HIDDEN_AUTOTEST),
        (AUTOTEST, AUTOTEST, NOT_EXPANDED),
        (f"{HIDDEN}\n{AUTOTEST}", EXPANDED, HIDDEN_FIRST),
    ],
)
def test_what_cannot_be_run_has_a_reason(source: str | None, released: str, reason: str) -> None:
    """Nothing is run then: half of the tests would pass who fails the others."""
    found = cell_tests(source, released)
    assert (found.source, found.reason) == ("", reason)
