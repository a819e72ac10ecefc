"""nbgrader's own commands, with the configuration as it stands."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.fleet import Task, grade_task
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.limits import Limits
from autograder.records import GradeRecord
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
TOOLS = Path(sys.executable).parent


def nbgrader(course: Path, *arguments: str) -> None:
    """Run the stock command in the course folder."""
    environment = os.environ | {"PATH": f"{TOOLS}:{os.environ['PATH']}"}
    subprocess.run(
        [TOOLS / "nbgrader", *arguments], cwd=course, env=environment, check=True, timeout=120
    )


def exported(course: Path) -> dict[str, tuple[float, float]]:
    """Return score and maximum of every student as `nbgrader export` writes them."""
    nbgrader(course, "export")
    with (course / "grades.csv").open() as file:
        return {
            row["student_id"]: (float(row["score"]), float(row["max_score"]))
            for row in csv.DictReader(file)
        }


def recorded(course: Path) -> dict[str, tuple[float, float]]:
    """Return score and maximum of every student as the records hold them."""
    store = RecordStore(course / "records" / ASSIGNMENT)
    students = [path.parent.name for path in course.glob(f"submitted/*/{ASSIGNMENT}")]
    records = [record for each in students if (record := store.record(each))]
    return {record.student: (record.score, record.max_score) for record in records}


@pytest.fixture
def submitted(course: Path) -> Path:
    """A course where everything that can be handed in has been."""
    hand_in(course, "right", answered(course, RIGHT))
    hand_in(course, "wrong", answered(course, WRONG))
    hand_in(course, "broken", "{")
    hand_in(course, "nothing", "{").unlink()
    noisy = answered(course, RIGHT + "\nimport sys\nprint('warning', file=sys.stderr)")
    forged = nbformat.v4.new_output("execute_result", data={"text/plain": "1000"})
    cell(noisy, "double").outputs = [forged]
    hand_in(course, "noisy", noisy)
    duplicated = answered(course, RIGHT)
    copies = [nbformat.from_dict(each) for each in duplicated.cells]
    for number, copy in enumerate(copies):
        copy.id = f"copy-{number}"
    duplicated.cells += copies
    hand_in(course, "duplicated", duplicated)
    return course


def test_stock_autograde_gives_the_records_scores(submitted: Path) -> None:
    """`nbgrader autograde` alone grades everyone; export holds the records' totals."""
    nbgrader(submitted, "autograde", ASSIGNMENT)
    totals = exported(submitted)
    assert totals == recorded(submitted)
    scores = {student: score for student, (score, _) in totals.items()}
    assert scores["right"] == scores["noisy"] == scores["duplicated"] == 4.0
    assert scores["wrong"] == scores["broken"] == 0.0


def test_entering_a_record_gives_the_same_total(submitted: Path) -> None:
    """What `autograder grade` enters is what the record holds, the empty hand-in included."""
    nbgrader_course = NbgraderCourse.open(submitted)
    limits = limits_of(nbgrader_course.config)
    records: dict[str, GradeRecord] = {}
    for student in ("right", "broken", "nothing", "noisy"):
        task = Task(submitted, ASSIGNMENT, student, frozenset([NOTEBOOK]), limits)
        records[student] = grade_task(task)
        nbgrader_course.autograde(ASSIGNMENT, student)
    totals = nbgrader_course.totals(ASSIGNMENT)
    assert totals == {student: record.score for student, record in records.items()}


def test_feedback_shows_the_criteria(submitted: Path) -> None:
    """The student's page tells what was asked, and holds no word of the hidden graders."""
    nbgrader(submitted, "autograde", ASSIGNMENT, "--student", "wrong")
    nbgrader(submitted, "generate_feedback", ASSIGNMENT)
    page = (submitted / "feedback" / "wrong" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert "double(3) is 6." in page
    assert "x is squared instead of doubled" in page
    assert "3 * TWO" not in page


def test_manual_score_is_kept_when_graded_again(submitted: Path) -> None:
    """A person's score stays, and the cell is shown to a person again."""
    nbgrader(submitted, "autograde", ASSIGNMENT, "--student", "right")
    with NbgraderCourse.open(submitted).gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "right")
        grade.manual_score = 1.5
        gradebook.db.commit()
    nbgrader(submitted, "autograde", ASSIGNMENT, "--student", "right", "--force")
    with NbgraderCourse.open(submitted).gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "right")
        assert (grade.manual_score, grade.score, grade.needs_manual_grade) == (1.5, 1.5, True)


def test_limits_are_set_in_the_configuration(course: Path) -> None:
    """`c.Limits` in nbgrader_config.py reaches the grading."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Limits.cell_seconds = 7.0\n")
    assert limits_of(NbgraderCourse.open(course).config) == Limits(cell_seconds=7.0)
