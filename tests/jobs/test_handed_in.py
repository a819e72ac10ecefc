"""What a student handed in beside the notebooks."""

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, add_notebook, answered, hand_in

from autograder.course import Course
from autograder.jobs.context import CourseContext
from autograder.jobs.handed_in import Submission

OTHER = "2_other"


@pytest.fixture
def context_of_two(course: Path, context: CourseContext) -> CourseContext:
    """A course whose assignment has a second notebook."""
    add_notebook(course, OTHER)
    here = Course(course)
    return replace(context, course=here, assignment=here.assignment(ASSIGNMENT))


def handed_in_at(course: Path, place: str, name: str) -> Path:
    """Hand a notebook in at a place below the student's folder; return its folder."""
    file = hand_in(course, "ada", answered(course, f"def double(x):\n    return 2 * x  # {name}"))
    folder = course / "submitted" / "ada" / place
    folder.mkdir(parents=True, exist_ok=True)
    file.rename(folder / f"{name}.ipynb")
    return folder


def test_each_notebook_has_the_files_of_its_own_folder(
    course: Path, context_of_two: CourseContext
) -> None:
    """Notebooks in folders of their own find what lies beside them, under the same name."""
    for name in (NOTEBOOK, OTHER):
        folder = handed_in_at(course, f"{ASSIGNMENT}/folder of {name}", name)
        (folder / "data.txt").write_text(name)
    submission = Submission.read(context_of_two, "ada")
    for name in (NOTEBOOK, OTHER):
        assert submission.files_of(name)["data.txt"] == name.encode()


def test_files_where_they_were_asked_for_are_found(
    course: Path, context_of_two: CourseContext
) -> None:
    """A notebook too deep, with nothing beside it, finds the files of the assignment's folder."""
    handed_in_at(course, f"{ASSIGNMENT}/deeper", NOTEBOOK)
    folder = handed_in_at(course, ASSIGNMENT, OTHER)
    (folder / "data.txt").write_text("here")
    submission = Submission.read(context_of_two, "ada")
    for name in (NOTEBOOK, OTHER):
        assert submission.files_of(name)["data.txt"] == b"here"
