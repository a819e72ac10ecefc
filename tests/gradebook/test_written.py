"""Assignments that only a person can score, tasks among them, from release to feedback."""

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from gradebook.written_course import (
    ESSAY,
    ESSAYS,
    READING,
    hand_in_essay,
    make_written_course,
)
from nbgrader.apps import NbGraderAPI

from autograder.cli import main
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.gradebook import EVERYONE, NbgraderCourse
from autograder.records import GradeRecord, read_record


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course after `autograder grade`: ada has answered, bob has not."""
    course = make_written_course(tmp_path_factory.mktemp("written") / "course")
    hand_in_essay(course, "ada", "Because.")
    hand_in_essay(course, "bob", None)
    grade(course)
    return course


def grade(course: Path, *options: str) -> str:
    """Grade with the real command; return what it says, in one line."""
    arguments = ["grade", ESSAYS, "--jobs", "1", "--course", str(course), *options]
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def record(course: Path, student: str) -> GradeRecord:
    """Return a student's record."""
    return read_record(course / "records" / ESSAYS / f"{student}.json")


def api(course: Path) -> NbGraderAPI:
    """Return what the formgrader's pages ask."""
    opened = NbgraderCourse.open(course)
    return NbGraderAPI(opened.directory, config=opened.config)


def test_without_any_grader_all_waits_for_a_person(graded: Path) -> None:
    """No folder of graders is needed; an answer left as released earns 0, a task never."""
    assert not (graded / "tests").exists()
    assert [cell.score for cell in record(graded, "ada").cells] == [None, None]
    assert [cell.score for cell in record(graded, "bob").cells] == [0, None]
    for student in ("ada", "bob"):
        assert record(graded, student).problems == ()
        assert record(graded, student).needs_manual


def test_table_says_how_much_is_to_be_read(graded: Path) -> None:
    """The points of tasks are among all points and among those that wait."""
    words = grade(graded)
    assert "ada 0 / 5.5 5.5 to be read" in words
    assert "bob 0 / 5.5 why -3; 2.5 to be read" in words


def test_record_holds_every_task(graded: Path) -> None:
    """A task is a cell of the record like another, with its points, left to a person."""
    found = record(graded, "ada").cell(ESSAY, "survey")
    assert found is not None
    assert (found.max_score, found.manual, found.needs_manual) == (2.5, True, True)
    assert record(graded, "ada").max_score == 5.5


def test_formgrader_asks_for_tasks(graded: Path) -> None:
    """Its list of submissions counts the points, and sends a person to the task."""
    found = api(graded).get_submission(ESSAYS, "bob")
    assert (found["max_score"], found["max_task_score"]) == (5.5, 2.5)
    assert found["autograded"] and found["needs_manual_grade"]
    with NbgraderCourse.open(graded).gradebook() as gradebook:
        assert gradebook.find_grade("survey", ESSAY, ESSAYS, "bob").needs_manual_grade
        assert not gradebook.find_grade("why", ESSAY, ESSAYS, "bob").needs_manual_grade


def test_feedback_shows_tasks(graded: Path) -> None:
    """A task has a heading with its points, and what a person gave once they have."""
    opened = NbgraderCourse.open(graded)
    page = graded / "feedback" / "ada" / ESSAYS / f"{ESSAY}.html"
    opened.feedback(ESSAYS, "ada")
    assert "not read yet (up to 2.5)" in page.read_text()
    with opened.gradebook() as gradebook:
        given = gradebook.find_grade("survey", ESSAY, ESSAYS, "ada")
        given.manual_score, given.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    opened.feedback(ESSAYS, "ada")
    assert "<span>Task <code>survey</code></span>" in page.read_text()
    assert "2 of 2.5 points" in page.read_text()
    assert (page.parent / f"{READING}.html").exists()


def test_total_lies_beside_the_pages_of_everyone(graded: Path) -> None:
    """One run over the class writes each student's own total, as readable as the other pages."""
    opened = NbgraderCourse.open(graded)
    opened.feedback(ESSAYS, EVERYONE)
    for student in ("ada", "bob"):
        page = graded / "feedback" / student / ESSAYS / "index.html"
        assert f'<p class="path">{student}</p>' in page.read_text()
        assert f'<a href="{READING}.html">{READING}</a>' in page.read_text()
        assert page.stat().st_mode == page.with_name(f"{ESSAY}.html").stat().st_mode
        with opened.gradebook() as gradebook:
            score = gradebook.find_submission(ESSAYS, student).score
        assert f"<strong>{score:g}</strong>" in page.read_text()


def test_score_of_a_task_stays(graded: Path) -> None:
    """Grading once more neither takes away what a person gave nor asks again."""
    with NbgraderCourse.open(graded).gradebook() as gradebook:
        given = gradebook.find_grade("survey", ESSAY, ESSAYS, "bob")
        given.manual_score, given.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    grade(graded)
    with NbgraderCourse.open(graded).gradebook() as gradebook:
        kept = gradebook.find_grade("survey", ESSAY, ESSAYS, "bob")
        assert (kept.score, kept.needs_manual_grade) == (1.5, False)


def test_notebook_that_was_not_asked_for_waits_for_its_grading(tmp_path: Path) -> None:
    """With --notebook the others are not graded yet, which is nobody's fault."""
    course = make_written_course(tmp_path / "course")
    hand_in_essay(course, "ada", "Because.")
    assert f"0 / 5.5 {ESSAY} not graded yet (5.5 points)" in grade(course, "--notebook", READING)
    assert record(course, "ada").not_graded == (ESSAY,)
    assert "0 / 5.5 5.5 to be read" in grade(course)
    assert record(course, "ada").not_graded == ()


def test_task_that_is_not_locked_is_refused(tmp_path: Path) -> None:
    """nbgrader could enter nobody's grade: the message names the cell and the way out."""
    course = make_written_course(tmp_path / "course")
    path = course / "release" / ESSAYS / f"{ESSAY}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata.nbgrader.locked = False
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match=r"task 'survey' is not locked.*generate_assignment"):
        Course(course).assignment(ESSAYS)
