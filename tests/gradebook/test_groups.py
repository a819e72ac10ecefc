"""A group hands in once: one record, and a grade and a page for everybody in it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from gradebook.test_late import DUE, late_example
from nbgrader.apps.api import NbGraderAPI
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.cli import main
from autograder.course import Course
from autograder.errors import TableError
from autograder.gradebook.finals import read_finals
from autograder.gradebook.formgrader_lists import install_lists
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.groups import groups_of

RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
GROUP = ("ada", "bob", "cy")
GROUPS = f"""assignment,group,student
{ASSIGNMENT},1,ada
{ASSIGNMENT},1,bob
{ASSIGNMENT},1,cy
another,1,dan
"""


def run(course: Path, command: str, *options: str) -> str:
    """Run a command on the course; return what it says."""
    words = [command, ASSIGNMENT, *options, "--course", str(course)]
    result = CliRunner().invoke(main, words, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def hand_in_at(course: Path, student: str, hours: int, source: str) -> None:
    """Hand in, so many hours after the due date, with an answer that is to be read."""
    notebook = answered(course, source)
    cell(notebook, "written_why").source = f"{student} says: because."
    stamp = hand_in(course, student, notebook).parent / "timestamp.txt"
    stamp.write_text(f"{DUE + timedelta(hours=hours)} UTC")


def points(course: Path) -> dict[str, tuple[float, float, bool]]:
    """Return score, penalty and whether it waits, of everybody in the gradebook."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        return {
            each.student_id: (each.score, each.late_submission_penalty, each.needs_manual_grade)
            for each in gradebook.assignment_submissions(ASSIGNMENT)
        }


def mark(course: Path, student: str, score: float, comment: str) -> None:
    """Mark the written answer on the page of one student."""
    where = "written_why", NOTEBOOK, ASSIGNMENT, student
    with NbgraderCourse.open(course).gradebook() as gradebook:
        grade = gradebook.find_grade(*where)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_comment(*where).manual_comment = comment
        gradebook.db.commit()


@pytest.fixture
def grouped(course: Path) -> Path:
    """The small course with a group of three, a late policy, and bob's date of his own."""
    (course / "groups.csv").write_text(GROUPS)
    (course / "due_dates.csv").write_text(
        f"assignment,student,due\n{ASSIGNMENT},bob,{DUE + timedelta(days=9)} UTC\n"
    )
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(late_example())
    with NbgraderCourse.open(course).gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    return course


def pages(course: Path) -> Iterator[str]:
    """Yield the page of each member."""
    for student in GROUP:
        yield (course / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()


def test_group_hands_in_once(grouped: Path) -> None:
    """The newest work counts for all; lateness is each member's own; dan is in no group here."""
    hand_in_at(grouped, "bob", 1, RIGHT)
    hand_in_at(grouped, "ada", 0, WRONG)
    hand_in_at(grouped, "dan", 0, WRONG)
    said = run(grouped, "watch", "--once", "--jobs", "1")
    assert [line.split()[1] for line in said.splitlines()] == ["ada:", "dan:"]
    records = {path.stem for path in (grouped / "records" / ASSIGNMENT).glob("*.json")}
    assert records == {"ada", "dan"}
    assert points(grouped) == {
        "ada": (4.0, pytest.approx(0.4), True),
        "bob": (4.0, 0.0, True),
        "cy": (4.0, pytest.approx(0.4), True),
        "dan": (0.0, 0.0, True),
    }
    assert all("bob says: because." in page for page in pages(grouped))
    assert "3.6 / 5" in run(grouped, "grade", "--student", "cy", "--jobs", "1")
    with NbgraderCourse.open(grouped).gradebook() as gradebook:
        finals = read_finals(gradebook, Course(grouped), ASSIGNMENT)
    criteria = {each.student.id: each.cells[0].result for each in finals.graded}
    assert criteria["ada"] == criteria["bob"] != criteria["dan"]
    answers = run(grouped, "answers", "--cell", "written_why")
    assert "answers 2," in answers
    opened = NbgraderCourse.open(grouped)
    install_lists()
    listed = NbGraderAPI(opened.directory, config=opened.config).get_submissions(ASSIGNMENT)
    assert {each["student"]: each["autograded"] for each in listed} == dict.fromkeys(
        ("ada", "bob", "cy", "dan"), True
    )


def test_marks_of_a_person_hold_for_the_group(grouped: Path) -> None:
    """Whoever of it was marked; what another has got for himself stays, and nobody waits."""
    hand_in_at(grouped, "bob", 0, RIGHT)
    run(grouped, "grade", "--jobs", "1")
    mark(grouped, "cy", 1.0, "Well said.")
    said = run(grouped, "grade", "--jobs", "1")
    assert "1 of 1 given by a person" in said and "to be read" not in said
    assert points(grouped) == dict.fromkeys(GROUP, (5.0, 0.0, False))
    mark(grouped, "ada", 0.5, "You were late to the meeting.")
    run(grouped, "grade", "--jobs", "1")
    assert {name: score for name, (score, _, _) in points(grouped).items()} == {
        "ada": 4.5,
        "bob": 4.5,
        "cy": 5.0,
    }
    opened = NbgraderCourse.open(grouped)
    for student in GROUP:
        opened.autograde(ASSIGNMENT, student)
        opened.feedback(ASSIGNMENT, student)
    assert points(grouped)["bob"] == (4.5, 0.0, False)
    ada, bob, cy = pages(grouped)
    assert "late to the meeting" in ada and "late to the meeting" in bob and "Well said." in cy


def test_student_of_two_groups_is_refused(course: Path) -> None:
    """Nobody can say whose work counts."""
    (course / "groups.csv").write_text(f"{GROUPS}{ASSIGNMENT},2,ada\n")
    with pytest.raises(TableError, match="row 6: 'ada' is in a group already"):
        groups_of(course, ASSIGNMENT)
