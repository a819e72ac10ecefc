"""Hidden graders that break a rule are found before anyone is graded."""

from pathlib import Path
from typing import Any

import pytest
from tiny_course import ASSIGNMENT, GRADERS, NOTEBOOK

from autograder.course import Course
from autograder.errors import GraderError
from autograder.grade.graders import check_graders

GRADER_FILE = f"tests/graders/{ASSIGNMENT}/test_{NOTEBOOK}.py"
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


FIXTURE = """\
@pytest.fixture
def network(studnet):
    return studnet.network()


@pytest.mark.criterion("double")
def test_network(network):
    assert network
"""
WIDE = FIXTURE.replace("fixture\n", 'fixture(scope="module")\n').replace("studnet", "student")
SKIPS = "import pytest\n\npytest.importorskip('no_such_module')\n"
FIRST = '"double", weight=2'


def first(marked: str) -> str:
    """Return the graders with something else in the first one's marker."""
    return GRADERS.replace(FIRST, marked)


# The line that is named, what is told of it, and the graders.
BROKEN = [
    (1, "No module named 'nowhere_to_be_found'", "import nowhere_to_be_found\n"),
    (2, "SyntaxError", "\ndef test_(:\n"),
    (2, "SystemExit: 3", "import sys\nsys.exit(3)\n"),
    (25, "NameError: name 'six' is not defined", f"{GRADERS}\nTWO = six / 3\n"),
    (3, "could not import 'no_such_module'", SKIPS),
    (5, "no grade cell treble; there are: double, written_why", first('"treble"')),
    (18, "needs double.large, .* there are: double.small", GRADERS.replace('"small"', '"large"')),
    (18, "needs: expected a tuple of names", GRADERS.replace('("small",)', '("small")')),
    (5, "'criteria' not found", GRADERS.replace("mark.criterion", "mark.criteria")),
    (5, r"takes one grade id, got \(\)", first("weight=2")),
    (5, r"takes one grade id, got \('double', 'b'\)", first('"double", "b"')),
    (5, r"takes one grade id, got \(\['double'\],\)", first('["double"]')),
    (5, "takes no 'wieght'; it takes: weight, hint, needs", first('"double", wieght=3')),
    (5, "hint: expected a text, got 3", GRADERS.replace('"x is squared instead of doubled"', "3")),
    (5, "mistakes: expected a tuple of whole numbers .* got '1'", first('"double", mistakes="1"')),
    (5, r"mistakes: expected .* got \(True,\)", first('"double", mistakes=(True,)')),
    (5, "deliberate: expected a text, got True", first('"double", deliberate=True')),
    (26, "test_stray: no pytest.mark.criterion", f"{GRADERS}\n\n{UNMARKED}"),
    (26, "test_stray: expected a plain function", f"{GRADERS}\n\nasync {UNMARKED}"),
    (
        5,
        "test_small: expected one criterion, got 2",
        first('"double")\n@pytest.mark.criterion("b"'),
    ),
    (27, r"another criterion double.drawn \(.*, line 11\)", f"{GRADERS}\n\n{SAME_NAME}"),
    (12, "test_small is defined 2 times, first in line 6", GRADERS.replace("_drawn", "_small")),
    (32, "TestMore is defined 2 times", f"{GRADERS}\n\n{MORE}\n{MORE}"),
    (36, "test_again is defined 2 times", f"{GRADERS}\n\n{MORE}{TWICE}"),
    (
        11,
        "'rnadom' not found; available fixtures: .*random",
        GRADERS.replace(", random", ", rnadom"),
    ),
    (26, "'studnet' not found; .*network.*, student", f"{GRADERS}\n\n{FIXTURE}"),
    (31, "ScopeMismatch: .* function scoped fixture student", f"{GRADERS}\n\n{WIDE}"),
]


@pytest.mark.parametrize(("line", "words", "graders"), BROKEN, ids=[each[1] for each in BROKEN])
def test_broken_rule_is_told_with_file_and_line(
    line: int, words: str, graders: str, course: Path
) -> None:
    """Nobody is graded; the instructor reads where graders are wrong, how, and what exists."""
    file = course / GRADER_FILE
    file.write_text(graders)
    with pytest.raises(GraderError, match=f"^{GRADER_FILE}, line {line}: .*{words}"):
        check_graders(Course(course).assignment(ASSIGNMENT))


def test_every_missing_fixture_is_told_at_once(course: Path) -> None:
    """The same slip in two graders is mended in one go."""
    (course / GRADER_FILE).write_text(GRADERS.replace("measure)", "mesure)"))
    with pytest.raises(GraderError, match="line 5: .*'mesure'.*\n.*line 18: .*'mesure'"):
        check_graders(Course(course).assignment(ASSIGNMENT))


def test_fixtures_are_looked_up_and_not_made(course: Path) -> None:
    """Asking whether graders are sound runs nobody's code, a fixture's included."""
    made = FIXTURE.replace("studnet):", "student):\n    raise KeyboardInterrupt")
    (course / GRADER_FILE).write_text(f"{GRADERS}\n\n{made}")
    check_graders(Course(course).assignment(ASSIGNMENT))


@pytest.mark.parametrize("weight", [0, -1, "2", None, True, float("nan"), float("inf")])
def test_weight_that_cannot_be_shared_out_is_told_with_the_test(weight: Any, course: Path) -> None:
    """Points are shared out by weight, so a weight is a positive number."""
    written = repr(weight) if not isinstance(weight, float) else f"float('{weight}')"
    (course / GRADER_FILE).write_text(GRADERS.replace("weight=2", f"weight={written}"))
    words = f"line 5: test_small: weight: expected a positive number, got {weight!r}"
    with pytest.raises(GraderError, match=words):
        check_graders(Course(course).assignment(ASSIGNMENT))
