"""When a hint is told."""

import pytest

from autograder.errors import ModelRefused, StudentDied, StudentRaised, StudentTimeout
from autograder.testing.checks import as_list, require
from autograder.testing.plugin import judge


@pytest.mark.parametrize(
    "error",
    [StudentRaised("NameError"), StudentTimeout(2), StudentDied("no memory"), ModelRefused("x")],
    ids=lambda error: type(error).__name__,
)
def test_no_hint_where_the_code_came_to_nothing(error: Exception) -> None:
    """A misconception shows in what came back, not in an exception or an end."""
    assert not judge(error).hinted


def test_no_hint_where_nothing_was_returned() -> None:
    """A forgotten return is told as such; a wrong value may be what the hint describes."""
    with pytest.raises(AssertionError) as nothing:
        as_list(None, 3, "clip(...)")
    with pytest.raises(AssertionError) as short:
        as_list([1], 3, "clip(...)")
    assert not judge(nothing.value).hinted
    assert judge(short.value).hinted


def test_words_of_a_grader_decide_on_no_hint() -> None:
    """What came decides, not how a message ends."""
    with pytest.raises(AssertionError, match="f: expected a dict, got None") as nothing:
        require(False, "f: expected a dict", None)
    assert not judge(nothing.value).hinted
    assert judge(AssertionError("f: expected a dict, got None")).hinted


def test_exception_is_told_with_its_place() -> None:
    """Where the student's own code was left stands behind what was raised."""
    raised = StudentRaised("KeyError", message="'a'", place="line 2, in f: `x['a']`")
    assert judge(raised).message == "your code raised KeyError: 'a' (line 2, in f: `x['a']`)"


def test_exception_without_a_name_is_told_as_such() -> None:
    """A class may have an empty name; the sentence about it does not break off."""
    assert judge(StudentRaised("")).message == "your code raised an exception without a name"


def test_timeout_is_one_sentence() -> None:
    """The words for a timeout say once that the code was stopped."""
    assert judge(StudentTimeout(10)).message == "your code was stopped after 10 s, the limit"
