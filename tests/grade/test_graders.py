"""Hidden graders that break a rule are found before anyone is graded."""

from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, GRADERS, NOTEBOOK

from autograder.course import Course
from autograder.errors import GraderError
from autograder.grade.graders import check_graders


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
    ],
)
def test_broken_rule_is_told_with_the_file(graders: str, words: str, course: Path) -> None:
    """The instructor reads which file is wrong, and what is wrong with it."""
    file = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    file.write_text(graders)
    with pytest.raises(GraderError, match=f"{file.name}.*{words}"):
        check_graders(Course(course).assignment(ASSIGNMENT))
