"""Bonus cells: points that do not raise the maximum, from the release to the page."""

import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.cli import main
from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.released import bonus_of

BONUS = "double_again"
GRADER = """

@pytest.mark.criterion("double_again", hint="only numbers are doubled")
def test_text(student):
    \"\"\"double("a") is "aa".\"\"\"
    assert student.double("a") == "aa", "double('a'): asked was 'aa'"
"""
RIGHT = "def double(x):\n    return x + x\n"
NUMBERS = "def double(x):\n    return 2.0 * x\n"


@pytest.fixture(scope="module")
def graded(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small course with a bonus of 3 points, and what `grade` says of two students."""
    course = Path(shutil.copytree(made_course, tmp_path_factory.mktemp("bonus") / "course"))
    path = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    check = nbformat.from_dict(dict(cell(notebook, "double")))
    check.id, check.source = BONUS, 'assert double("") == ""'
    check.metadata = nbformat.from_dict(
        {
            "nbgrader": {**check.metadata.nbgrader, "grade_id": BONUS, "points": 0},
            "tags": ["bonus:3"],
        }
    )
    notebook.cells.append(check)
    nbformat.write(notebook, path)
    with (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").open("a") as file:
        file.write(GRADER)
    opened = NbgraderCourse.open(course)
    opened.release(ASSIGNMENT)
    for student, source in {"ada": RIGHT, "bob": NUMBERS}.items():
        hand_in(course, student, answered(course, source))
    words = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course)]
    result = CliRunner().invoke(main, words, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    for student in ("ada", "bob"):
        opened.feedback(ASSIGNMENT, student)
    return course, result.output


def test_bonus_is_added_and_the_maximum_stays(graded: tuple[Path, str]) -> None:
    """In nbgrader's own tables; who lacks it has lost nothing."""
    course, said = graded
    with NbgraderCourse.open(course).gradebook() as gradebook:
        assert gradebook.find_assignment(ASSIGNMENT).max_score == 5.0
        scores = {
            each.student_id: each.score for each in gradebook.assignment_submissions(ASSIGNMENT)
        }
        row = gradebook.find_grade(BONUS, NOTEBOOK, ASSIGNMENT, "ada")
        assert (row.auto_score, row.max_score, row.needs_manual_grade) == (3.0, 0.0, False)
    assert scores == {"ada": 7.0, "bob": 4.0}
    ada, bob = (next(line for line in said.splitlines() if name in line) for name in ("ada", "bob"))
    assert "7 / 5" in ada and "bonus: +3" in ada
    assert "4 / 5" in bob and "bonus" not in bob and BONUS not in bob


def test_page_says_bonus(graded: tuple[Path, str]) -> None:
    """What it earned of what it could, and no loss in what to do next."""
    course, _ = graded
    ada, bob = (
        (course / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
        for student in ("ada", "bob")
    )
    assert "3 of up to 3 bonus points" in ada and "0 of up to 3 bonus points" in bob
    assert f">{BONUS}: " not in bob
    total = (course / "feedback" / "ada" / ASSIGNMENT / "index.html").read_text()
    assert "7</strong> of 5 points, 3 of them bonus" in ada and "of them bonus" in total
    assert "4</strong> of 5 points<" in bob


@pytest.mark.parametrize(
    ("tag", "points", "solution"),
    [("bonus:many", 0, False), ("bonus:-1", 0, False), ("bonus:3", 2, False), ("bonus:3", 0, True)],
)
def test_bonus_that_cannot_be_meant_is_refused(tag: str, points: int, solution: bool) -> None:
    """The cell is named, with what a tag may be."""
    data = {"grade_id": "extra", "grade": True, "points": points, "solution": solution}
    made = nbformat.v4.new_code_cell(metadata={"nbgrader": data, "tags": [tag]})
    with pytest.raises(CourseError, match="'extra' has the tag 'bonus:.*such as bonus:3"):
        bonus_of(made)
