"""`autograder new-grader`: a frame that runs, and judges nobody until it is finished."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK, code_cell

from autograder.cli import main
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grade.notebook import judge
from autograder.grade.session import NotebookSession
from autograder.jobs.context import open_context
from autograder.jobs.reference import solved
from autograder.limits import Limits
from autograder.records import CriterionResult, Verdict
from autograder.released import ReleasedNotebook
from autograder.start.frame import frame
from autograder.testing.run import collect_graders

SEVERAL = '''\
%matplotlib inline
import math

async def first(a, b=2, *, c=3):
    """Say "no"."""

class Second:
    """A class of theirs."""

third = 3
'''

LATER = """\
def half(x):
    return x / 2

def small(x):
    return x < 1
"""


def run(course: Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["new-grader", NOTEBOOK, "--course", str(course)])


@pytest.fixture
def bare(course: Path) -> Path:
    """The small course without its graders, and the path of their file."""
    (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").unlink()
    return course


def judged(course: Path) -> CriterionResult:
    """Judge the reference by the graders that lie in the course now."""
    with open_context(Course(course), ASSIGNMENT, Limits()) as context:
        clean = solved(context, NOTEBOOK)
        session = NotebookSession(context, "reader", clean, context.assignment.files)
        (result,) = judge(session).values()
    return result


def test_frame_is_left_to_a_person(bare: Path) -> None:
    """The reference is not judged, in words that name the line; what is finished judges."""
    result = run(bare)
    assert result.exit_code == 0, result.output
    frame_ = judged(bare)
    path = bare / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    finished = path.read_text().replace("# came =", "came =").replace("(x)\n", "(3)\n")
    finished = finished.replace("# assert came == expected,", "expected = 6\n    assert came == 6,")
    path.write_text(finished[: finished.index("    raise")])
    after = judged(bare)
    assert frame_.verdict is Verdict.UNJUDGED
    assert frame_.asked == "double(x): Return twice x."
    assert f"test_{NOTEBOOK}.py, line" in frame_.message
    assert "this grader is not finished: double(x)" in frame_.message
    assert after.verdict is Verdict.PASSED


def test_frame_says_so_when_it_is_run_by_hand(bare: Path) -> None:
    """`pytest` fails with the same words, and a second frame has nothing to add."""
    run(bare)
    again = run(bare)
    assert again.exit_code == 1
    assert "no cell without a criterion" in again.output
    command = [sys.executable, "-m", "pytest", "-q", bare / "tests" / "graders"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "this grader is not finished: double(x)" in done.stdout


def test_cell_that_came_later_is_added_at_the_end(course: Path) -> None:
    """What stands in the file stays as it is; names that it has are not taken again."""
    path = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [
        code_cell("todo_half", LATER, solution=True),
        code_cell("half", "assert half(2) == 1", grade=True, locked=True, points=2),
    ]
    nbformat.write(notebook, path)
    file = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    before = file.read_text()
    result = run(course)
    assert result.exit_code == 0, result.output
    after = file.read_text()
    assert after.startswith(before + "\n\n# half: 2 points")
    names = [criterion.full_name for criterion in collect_graders(file)]
    assert names[-2:] == ["half.half", "half.half_small"]


def made(*cells: nbformat.NotebookNode) -> ReleasedNotebook:
    """Return a notebook of these cells."""
    return ReleasedNotebook("1_made", nbformat.v4.new_notebook(cells=list(cells)))


def test_functions_and_classes_are_drafted() -> None:
    """Whatever else a TODO cell holds; names that two cells define are told apart."""
    text = frame(
        made(
            code_cell("todo_one", SEVERAL, solution=True),
            code_cell("one", "", grade=True, locked=True, points=2.5),
            code_cell("todo_two", "class Second:\n    pass", solution=True),
            code_cell("two", "", grade=True, locked=True, points=1),
            code_cell("three", "", grade=True, locked=True, points=1),
        )
    )
    compile(text, "frame", "exec")
    assert "# one: 2.5 points" in text
    assert text.count("@pytest.mark.criterion(") == 4
    for line in (
        'def test_first(student, random):\n    """first(a, b, c=c): say here what is asked"""',
        'def test_Second(student, random):\n    """Second(...): A class of theirs."""',
        "def test_two_Second(",
        "def test_three(",
    ):
        assert line in text


def test_notebook_without_a_cell_for_graders() -> None:
    """Answers are marked by a person."""
    with pytest.raises(CourseError, match="no cell for a hidden grader"):
        frame(made(code_cell("why", "", grade=True, solution=True, points=1)))


def test_notebook_that_is_not_there(course: Path) -> None:
    """It is told with those that are."""
    (course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").rename(
        course / "source" / ASSIGNMENT / "2_other.ipynb"
    )
    result = run(course)
    assert result.exit_code == 1
    assert "no such notebook; there are: 2_other" in result.output
