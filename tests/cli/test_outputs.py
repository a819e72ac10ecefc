"""Outputs that are put off: scores do not wait for them, and whoever needs them has them made."""

import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from crash.commands import state
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.cli import main
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.records import PUT_OFF
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return x + x\n"
SHOWN = str(2**61 - 1)


def grade(course: Path, *options: str) -> str:
    """Run the command and return what it says, in one line."""
    words = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course), *options]
    result = CliRunner().invoke(main, words, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def page(course: Path) -> str:
    """Return ada's autograded notebook as text."""
    return (course / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_text()


@pytest.fixture(scope="module")
def put_off(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is graded without outputs; tests get copies."""
    course = Path(shutil.copytree(made_course, tmp_path_factory.mktemp("later") / "course"))
    assert Course(course).secret
    notebook = answered(course, RIGHT)
    notebook.cells.append(nbformat.v4.new_code_cell("print(2**61 - 1)"))
    hand_in(course, "ada", notebook)
    hand_in(course, "bob", "{")
    shutil.copytree(course, course.with_name("at-once"))
    said = grade(course, "--outputs", "later")
    assert f"No outputs yet of {NOTEBOOK} (1 submission): put off." in said
    return course


@pytest.fixture
def course(put_off: Path, tmp_path: Path) -> Path:
    """A copy, free to change."""
    return Path(shutil.copytree(put_off, tmp_path / "course"))


def test_scores_are_there_without_outputs(course: Path) -> None:
    """In the record, the gradebook and on the page; the same command then has nothing to do."""
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert record is not None
    assert (record.score, record.without_outputs) == (4.0, {NOTEBOOK: PUT_OFF})
    assert NbgraderCourse.open(course).totals(ASSIGNMENT) == {"ada": 4.0, "bob": 0.0}
    assert "criteria" in page(course)
    assert SHOWN not in page(course)


def test_next_command_leaves_what_one_command_leaves(put_off: Path, course: Path) -> None:
    """As where one was killed between scores and outputs: equal in all files and in the log."""
    at_once = put_off.with_name("at-once")
    assert "No outputs" not in grade(at_once)
    assert "No outputs" not in grade(course)
    assert SHOWN in page(course)
    assert state(course) == state(at_once)


def test_feedback_has_outputs_made(course: Path) -> None:
    """The page shows them, and so does the autograded notebook."""
    NbgraderCourse.open(course).feedback(ASSIGNMENT, "ada")
    feedback = course / "feedback" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.html"
    assert SHOWN in feedback.read_text()
    assert SHOWN in page(course)


def test_feedback_of_work_that_was_handed_in_again_grades_nothing(course: Path) -> None:
    """The page stays as it is until somebody grades."""
    hand_in(course, "ada", answered(course, "def double(x):\n    return 0\n"))
    NbgraderCourse.open(course).feedback(ASSIGNMENT, "ada")
    assert NbgraderCourse.open(course).totals(ASSIGNMENT)["ada"] == 4.0
    assert SHOWN not in page(course)


def test_formgrader_has_outputs_made(course: Path) -> None:
    """nbgrader's own command, which its button runs, makes what is missing."""
    NbgraderCourse.open(course).autograde(ASSIGNMENT, "ada")
    assert SHOWN in page(course)
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert record is not None
    assert record.without_outputs == {}
