"""What a batch has graded is entered as it is, and nothing is graded for it again."""

from pathlib import Path

import nbformat
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.history.log import read_history
from autograder.records import GradeRecord
from autograder.tasks import Task, grade_task

RIGHT = "def double(x):\n    return x + x\n"


def graded(course: Path, student: str) -> GradeRecord:
    """Grade somebody with the course's limits."""
    limits = limits_of(NbgraderCourse.open(course).config)
    return grade_task(Task(course, ASSIGNMENT, student, frozenset([NOTEBOOK]), limits))


def gradings(course: Path, student: str) -> int:
    """Return how often somebody was graded."""
    path = course / "records" / ASSIGNMENT / "history" / f"{student}.jsonl"
    return len(read_history(path).entries)


def entered(course: Path, student: str) -> str:
    """Return the answer in the autograded notebook."""
    path = course / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    return str(cell(nbformat.read(path, as_version=4), "todo_double").source)


def test_what_was_graded_is_entered_whatever_has_changed_since(course: Path) -> None:
    """A file that comes while others are graded, or a package that is updated, waits its turn."""
    hand_in(course, "ada", answered(course, RIGHT))
    record = graded(course, "ada")
    hand_in(course, "ada", answered(course, "x = ("))
    NbgraderCourse.open(course).autograde(ASSIGNMENT, "ada", keys=record.keys)
    assert (gradings(course, "ada"), entered(course, "ada")) == (1, RIGHT)
    assert NbgraderCourse.open(course).totals(ASSIGNMENT) == {"ada": record.score}


def test_without_a_key_it_is_the_grade_of_what_lies_there(course: Path) -> None:
    """As for nbgrader's own command; what has not changed is not graded again."""
    path = hand_in(course, "ada", answered(course, RIGHT))
    path.rename(path.with_name(f"Copy of {path.name}"))
    record = graded(course, "ada")
    NbgraderCourse.open(course).autograde(ASSIGNMENT, "ada")
    assert gradings(course, "ada") == 1
    hand_in(course, "ada", answered(course, "x = ("))
    NbgraderCourse.open(course).autograde(ASSIGNMENT, "ada")
    assert (gradings(course, "ada"), entered(course, "ada")) == (2, "x = (")
    assert NbgraderCourse.open(course).totals(ASSIGNMENT)["ada"] < record.score
