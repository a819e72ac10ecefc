"""What is read out of the gradebook."""

from pathlib import Path

import pytest
from export.classroom import ASSIGNMENT, NOTEBOOK, record_of, store_of

from autograder.course import Course
from autograder.disk import write_whole
from autograder.errors import CourseError
from autograder.export.finals import Final, Finals
from autograder.gradebook.finals import read_finals
from autograder.gradebook.gradebook import NbgraderCourse


def read(course: Path, *only: str) -> Finals:
    """Read the finals of a course."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        return read_finals(gradebook, Course(course), ASSIGNMENT, only)


def of(finals: Finals, student: str) -> Final:
    """Return one student's."""
    return next(final for final in finals.students if final.student.id == student)


def test_late_penalty_and_points_by_hand_are_in(finals: Finals) -> None:
    """4 by graders and 2.5 by a person, less 1 for being late."""
    ada = of(finals, "ada")
    assert (ada.score, ada.late_penalty, finals.max_score) == (5.5, 1.0, 7.0)
    assert [(cell.cell, cell.score, cell.by_hand) for cell in ada.cells] == [
        ("slope", 4.0, False),
        ("why", 2.5, True),
    ]


def test_extra_credit_is_in(classroom: Path) -> None:
    """It is part of the score, and named."""
    with NbgraderCourse.open(classroom).gradebook() as gradebook:
        gradebook.find_grade("slope", NOTEBOOK, ASSIGNMENT, "0042").extra_credit = 0.5
        gradebook.db.commit()
    found = of(read(classroom), "0042")
    assert (found.score, found.extra_credit) == (3.0, 0.5)


def test_who_handed_in_nothing_has_no_points(finals: Finals) -> None:
    """Whether that is a zero, nobody has said."""
    assert of(finals, "nemo").score is None
    assert len(finals.graded) == len(finals.students) - 1


def test_points_that_wait_are_counted(finals: Finals) -> None:
    """Answers that nobody has read are named with their points."""
    assert [final.student.id for final in finals.students if final.waiting] == ["anna2"]
    assert of(finals, "anna2").waiting == 3.0


def test_graded_and_not_entered_is_told(classroom: Path) -> None:
    """A record without a line in the gradebook would be missing without a word."""
    write_whole(store_of(classroom).record_path("eve"), record_of("eve", 1).to_json())
    assert any(line.startswith("eve: was graded") for line in read(classroom).left_out)
    assert read(classroom, "ada").left_out == ()


def test_damaged_record_costs_no_points(classroom: Path) -> None:
    """The points stay, the criteria are missing, and that is told."""
    store_of(classroom).record_path("ada").write_text("{")
    found = read(classroom)
    assert of(found, "ada").score == 5.5
    assert of(found, "ada").cells[0].result is None
    assert [line.partition(":")[0] for line in found.left_out] == ["ada"]


def test_unknown_names_are_refused(classroom: Path) -> None:
    """Assignment and student are named."""
    with pytest.raises(CourseError, match="no student 'eve'"):
        read(classroom, "ada", "eve")
    opened = NbgraderCourse.open(classroom)
    with opened.gradebook() as gradebook, pytest.raises(CourseError, match="there are: week5"):
        read_finals(gradebook, Course(classroom), "week6")
