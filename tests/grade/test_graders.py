"""Hidden graders that break a rule are found before anyone is graded."""

from pathlib import Path
from typing import Any

import pytest
from tiny_course import ASSIGNMENT, GRADERS, NOTEBOOK

from autograder.course import Course
from autograder.errors import GraderError
from autograder.grade.graders import check_graders

UNMARKED = "def test_stray():\n    assert False\n"
SAME_NAME = """\
class TestMore:
    @pytest.mark.criterion("double")
    def test_drawn(self, student):
        assert student.double(5) == 10

"""
MORE = SAME_NAME.replace("test_drawn", "test_other")
TWICE = """\
    @pytest.mark.criterion("double")
    def test_again(self, student):
        assert student.double(7) == 14

    @pytest.mark.criterion("double")
    def test_again(self, student):
        assert student.double(8) == 16
"""


def test_sound_graders_pass(course: Path) -> None:
    """The small course's own graders break no rule, and reading them runs none."""
    check_graders(Course(course).assignment(ASSIGNMENT))


@pytest.mark.parametrize(
    ("graders", "words"),
    [
        ("import nowhere_to_be_found\n", "No module named 'nowhere_to_be_found'"),
        ("def test_(:\n", "SyntaxError"),
        (GRADERS.replace('criterion("double"', 'criterion("treble"'), "no grade cell treble"),
        (GRADERS.replace('needs=("small"', 'needs=("large"'), "needs double.large"),
        (GRADERS.replace("mark.criterion", "mark.criteria"), "'criteria' not found"),
        (GRADERS.replace('"double", weight=2,', "weight=2,"), "takes one grade id"),
        (f"{GRADERS}\n\n{UNMARKED}", "::test_stray: no pytest.mark.criterion"),
        (f"{GRADERS}\n\n{SAME_NAME}", "::TestMore::test_drawn: .* another criterion double.drawn"),
        (GRADERS.replace("test_drawn", "test_small"), "test_small is defined 2 times"),
        (f"{GRADERS}\n\n{MORE}\n{MORE}", "TestMore is defined 2 times"),
        (f"{GRADERS}\n\n{MORE}{TWICE}", "test_again is defined 2 times"),
    ],
)
def test_broken_rule_is_told_with_the_file(graders: str, words: str, course: Path) -> None:
    """The instructor reads which file is wrong, and what is wrong with it."""
    file = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    file.write_text(graders)
    with pytest.raises(GraderError, match=f"{file.name}.*{words}"):
        check_graders(Course(course).assignment(ASSIGNMENT))


@pytest.mark.parametrize("weight", [0, -1, "2", None, True, float("nan"), float("inf")])
def test_weight_that_cannot_be_shared_out_is_told_with_the_test(weight: Any, course: Path) -> None:
    """Points are shared out by weight, so a weight is a positive number."""
    file = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    written = repr(weight) if not isinstance(weight, float) else f"float('{weight}')"
    file.write_text(GRADERS.replace("weight=2", f"weight={written}"))
    with pytest.raises(GraderError, match=f"{file.name}::test_small: weight is {weight!r}, it"):
        check_graders(Course(course).assignment(ASSIGNMENT))
