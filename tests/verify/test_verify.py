"""`autograder verify` on the small course, in real processes."""

from pathlib import Path
from textwrap import dedent

from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK

from autograder.cli import main

SOLUTIONS = f"solutions/{ASSIGNMENT}/double"
REPORT = f"reports/{ASSIGNMENT}-verify.html"
TESTED_FOR = '''\
@pytest.mark.criterion("double", mistakes=(9,))
def test_idle(student):
    """Nothing is asked."""


'''


def verify(course: Path, *options: str) -> Result:
    """Run the command and return what it printed."""
    line = ["verify", ASSIGNMENT, "--jobs", "1", *options, "--course", str(course)]
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, line)


def add(course: Path, name: str, source: str) -> None:
    """Write one more solution."""
    (course / SOLUTIONS / name).write_text(dedent(source))


def test_proven_graders_end_with_status_0(proven: Path) -> None:
    """Matrix, counts, full marks under every secret, and a page without a script are there."""
    result = verify(proven, "--secrets", "3")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()]
    for row in (
        ["reference", "···"],
        ["wheat_sum", "···"],
        ["chaff_six", "·✗·"],
        ["chaff_wrong_at_three", "✗·○"],
    ):
        assert row in lines
    assert "the reference has full marks: 3 of 3." in result.output
    assert "name no known mistake: double.negative" in result.output
    assert "without a hint: double.negative" in result.output
    page = BeautifulSoup((proven / REPORT).read_text(), "html.parser")
    assert not page.find_all("script")
    assert "Proven." in page.get_text()


def test_every_kind_of_failure_is_a_sentence(proven: Path) -> None:
    """Wheat that loses, chaff that keeps or loses more, idle criterion, wrong hint: status 1."""
    for name, source in UNPROVEN.items():
        add(proven, name, source)
    graders = proven / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    text = graders.read_text()
    graders.write_text(text.replace("@pytest.mark", TESTED_FOR + "@pytest.mark", 1))
    result = verify(proven)
    assert result.exit_code == 1
    for sentence in SENTENCES:
        assert f"{NOTEBOOK}: double{sentence}" in result.output
    page = BeautifulSoup((proven / REPORT).read_text(), "html.parser")
    assert "<b>zero</b>" in page.get_text()
    row = page.find("th", title="the answer is <b>zero</b>.").parent
    marks = [mark.get_text() for mark in row.find_all("td", class_="surprising")]
    assert marks == ["✗", "○"]


def test_graders_that_do_not_run_are_told_once(proven: Path) -> None:
    """Where the reference cannot be judged, no solution repeats it."""
    graders = proven / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    graders.write_text("def broken(:\n")
    result = verify(proven)
    assert result.exit_code == 1
    assert result.output.count("the hidden graders did not run") == 1


def test_help_has_an_example() -> None:
    """The command's help ends with an example of its use."""
    result = CliRunner().invoke(main, ["verify", "--help"])
    assert "Example: autograder verify week5 --secrets 20" in result.output


def test_solution_of_no_notebook_is_told(proven: Path) -> None:
    """A name that no notebook has is told with the file, before anything is graded."""
    add(proven, "chaff_zero.py", CHAFF_THAT_LOSES_MORE.replace("1_double", "2_double"))
    result = verify(proven)
    assert result.exit_code == 1
    assert "there is no notebook '2_double'" in result.output


WHEAT_THAT_LOSES = """\
    \"\"\"Wheat: right for numbers below ten.

    notebook: 1_double
    \"\"\"
    # %% double
    def double(x):
        return 2 * x if x < 10 else 2 * x + 1
    """
CHAFF_THAT_KEEPS = """\
    \"\"\"Chaff: nothing is wrong with it.

    notebook: 1_double
    loses: double.small
    mistake: 1
    \"\"\"
    # %% double
    def double(x):
        return 2 * x
    """
CHAFF_THAT_LOSES_MORE = """\
    \"\"\"Chaff: the answer is <b>zero</b>.

    notebook: 1_double
    loses: double.drawn
    mistake: 2, 7
    \"\"\"
    # %% double
    def double(x):
        return 0
    """
CHAFF_THAT_CANNOT_RUN = """\
    \"\"\"Chaff: a bracket is missing.

    notebook: 1_double
    loses: double.small, double.drawn, double.negative
    mistake: -
    \"\"\"
    # %% double
    def double(x):
        return x * (x
    """
CHAFF_THAT_CANNOT_BE_JUDGED = """\
    \"\"\"Chaff: gives a list for what is negative, which the grader's abs() takes for a number.

    notebook: 1_double
    loses: double.negative
    mistake: -
    \"\"\"
    # %% double
    def double(x):
        return 2 * x if x > 0 else [x, x]
    """
UNPROVEN = {
    "wheat_rounds.py": WHEAT_THAT_LOSES,
    "chaff_right.py": CHAFF_THAT_KEEPS,
    "chaff_bracket.py": CHAFF_THAT_CANNOT_RUN,
    "chaff_zero.py": CHAFF_THAT_LOSES_MORE,
    "chaff_strange.py": CHAFF_THAT_CANNOT_BE_JUDGED,
}
SENTENCES = (
    "-wheat_rounds is right, yet lost double.drawn: wrong for ",
    "-chaff_right kept double.small, which its head says it loses.",
    "-chaff_right makes mistake 1, which no hint it gets names; of its cells it failed nothing.",
    "-chaff_bracket lost double.small by SyntaxError, which 'raises:' in its head does not",
    "-chaff_zero lost double.small, which its head does not name: double(3): asked",
    "-chaff_zero makes mistake 7, which the list of mistakes lacks.",
    "-chaff_strange: double.negative could not be judged: tests/graders/",
    ".idle is no chaff's only killer, and gives no reason (deliberate=) to stay.",
    ".idle names known mistakes and has no hint to describe them.",
    ".idle names mistake 9, which the list of mistakes lacks.",
)
