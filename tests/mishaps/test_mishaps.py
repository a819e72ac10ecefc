"""Honest work that is handed in oddly is judged for what it is, and what was done is said."""

import pytest
from attacks.attack_course import ASSIGNMENT, NOTEBOOK
from mishaps.conftest import Class
from mishaps.reading import Mishap, read_mishaps

from autograder.gradebook.gradebook import NbgraderCourse
from autograder.history.log import read_history
from autograder.store import RecordStore


@pytest.fixture(params=read_mishaps(), ids=lambda mishap: mishap.name)
def mishap(request: pytest.FixtureRequest) -> Mishap:
    """Each file in turn."""
    found: Mishap = request.param
    return found


def test_points_are_those_that_the_work_earns(mishap: Mishap, graded: Class) -> None:
    """Each cell has the points that the head of the file names, or waits for a person."""
    record = graded.record(mishap)
    assert {cell.cell: cell.score for cell in record.cells} == mishap.points, record.problems


def test_gradebook_holds_the_same(mishap: Mishap, graded: Class) -> None:
    """Points and what waits are entered, wherever the file lay."""
    with NbgraderCourse.open(graded.root).gradebook() as gradebook:
        submission = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, mishap.name)
        held = {
            grade.name: None if grade.needs_manual_grade else grade.auto_score
            for grade in submission.grades
        }
    assert held == mishap.points


def test_it_is_said_in_the_record_and_on_the_page(mishap: Mishap, graded: Class) -> None:
    """Where nothing was done, nothing is said."""
    problems = graded.record(mishap).problems
    assert bool(problems) == bool(mishap.says), problems
    assert mishap.says in "\n".join(map(str, problems))
    assert mishap.says in graded.page(mishap)


def test_everyone_has_a_row(mishap: Mishap, graded: Class) -> None:
    """The table names each student, and what belongs to none."""
    assert mishap.name in graded.printed
    assert "submitted/whole-class.zip is no student's submission" in graded.printed


def test_nobody_is_graded_twice(mishap: Mishap, graded: Class) -> None:
    """Entering a grade, and the page made of it, take what was graded."""
    store = RecordStore(graded.root / "records" / ASSIGNMENT)
    assert len(read_history(store.history_path(mishap.name)).entries) == 1


def test_pictures_are_shown_to_whoever_marks(graded: Class) -> None:
    """All three, drawn anew and small enough for a page."""
    mishap = next(each for each in read_mishaps() if each.name == "pictures")
    page = graded.page(mishap)
    assert page.count('src="data:image/') == 3
    assert len(page) < 8_000_000
