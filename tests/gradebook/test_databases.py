"""Gradebooks elsewhere than in the course folder: other SQLite files, and PostgreSQL."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.cli import main
from autograder.errors import OperatorFault
from autograder.gradebook.gradebook import NbgraderCourse

RIGHT = "def double(x):\n    return x + x\n"


def grade(course: Path, *arguments: str) -> None:
    """Run `autograder grade` on the course."""
    command = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course), *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output


def with_gradebook(course: Path, address: str) -> NbgraderCourse:
    """Point the course at another gradebook, and enter its assignment there."""
    (course / "gradebook.db").unlink(missing_ok=True)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.CourseDirectory.db_url = {address!r}\n")
    opened = NbgraderCourse.open(course)
    opened.release(ASSIGNMENT)
    return opened


def test_several_gradebooks_keep_apart(course: Path) -> None:
    """Two classes with one course folder: each gradebook holds what was entered into it."""
    books = {name: f"sqlite:///{course / name}.db" for name in ("morning", "evening")}
    for student, address in zip(("ada", "bob"), books.values(), strict=True):
        with_gradebook(course, address)
        hand_in(course, student, answered(course, RIGHT))
        grade(course, "--student", student)
    morning, evening = (with_gradebook(course, address) for address in books.values())
    assert morning.totals(ASSIGNMENT) == {"ada": 4.0}
    assert evening.totals(ASSIGNMENT) == {"bob": 4.0}
    assert not (course / "gradebook.db").exists()


def test_file_that_is_named_from_the_course_on_lies_there(
    course: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """nbgrader's commands are started in the course's folder; ours may be started elsewhere."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    opened = with_gradebook(course, "sqlite:///grades.db")
    hand_in(course, "ada", answered(course, RIGHT))
    grade(course)
    assert opened.totals(ASSIGNMENT) == {"ada": 4.0}
    assert (course / "grades.db").exists()
    assert list(elsewhere.iterdir()) == []
    monkeypatch.chdir(course)
    assert NbgraderCourse.open(course).file == course / "grades.db"


def test_postgresql_serves_as_gradebook(course: Path, postgres: str) -> None:
    """Release, grades, a person's score, a second run and feedback, all with PostgreSQL."""
    opened = with_gradebook(course, postgres)
    hand_in(course, "ada", answered(course, RIGHT))
    hand_in(course, "eve", "{")
    grade(course)
    assert opened.totals(ASSIGNMENT) == {"ada": 4.0, "eve": 0.0}
    with opened.gradebook() as gradebook:
        gradebook.find_grade("written_why", NOTEBOOK, ASSIGNMENT, "ada").manual_score = 1
        gradebook.db.commit()
    grade(course, "--force")
    assert opened.totals(ASSIGNMENT) == {"ada": 5.0, "eve": 0.0}
    opened.feedback(ASSIGNMENT, "ada")
    assert (course / "feedback" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.html").exists()
    assert not (course / "gradebook.db").exists()


def test_address_of_a_gradebook_is_told_without_its_password(course: Path) -> None:
    """What is printed may be read by others than the instructor."""
    opened = NbgraderCourse.open(course)
    opened.config.CourseDirectory.db_url = "postgresql+psycopg://ada:brimstone@localhost:1/grades"
    with pytest.raises(OperatorFault, match="ada:") as told, opened.gradebook():
        pass
    assert "brimstone" not in str(told.value)
