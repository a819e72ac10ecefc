"""`autograder grade` on a small course, in its own processes."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from cli.works import FATAL, AllButOne
from click.testing import CliRunner, Result
from rich.console import Console
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.cli import main
from autograder.cli.batch import Batch, run_batch
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.limits import Limits
from autograder.released import Assignment
from autograder.sandbox.levels import FULL
from autograder.sandbox.probe import probe
from autograder.store import RecordStore
from autograder.tasks import Keep, Task

RIGHT = "def double(x):\n    return x + x\n"
DIVIDES = '''

@pytest.mark.criterion("double")
def test_broken(student):
    """This grader has a fault of its own."""
    assert student.double(3) == 6 / 0
'''


def run(course: Path, *arguments: str) -> Result:
    """Run the command and return what it printed."""
    command, wide = [*arguments, "--course", str(course)], {"COLUMNS": "200"}
    return CliRunner().invoke(main, command, env=wide, terminal_width=200)


@pytest.fixture
def submitted(course: Path) -> Path:
    """A course with a right submission and a broken one."""
    hand_in(course, "ada", answered(course, RIGHT))
    hand_in(course, "bob", "{")
    return course


def test_everyone_gets_an_outcome(submitted: Path) -> None:
    """Status 0, a table, a record each, the gradebook's totals, the autograded notebook."""
    result = run(submitted, "grade", ASSIGNMENT, "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert "not valid JSON" in " ".join(result.output.split())
    records = submitted / "records" / ASSIGNMENT
    scores = {path.stem: json.loads(path.read_text())["score"] for path in records.glob("*.json")}
    assert scores == {"ada": 4.0, "bob": 0.0}
    assert NbgraderCourse.open(submitted).totals(ASSIGNMENT) == scores
    assert (submitted / "autograded" / "ada" / ASSIGNMENT / "1_double.ipynb").exists()


def hand_in_answer(course: Path, answer: str) -> None:
    """Hand in a notebook whose written answer waits for a person."""
    notebook = answered(course, RIGHT)
    cell(notebook, "written_why").source = answer
    hand_in(course, "ada", notebook)


def table(course: Path, *options: str) -> str:
    """Grade, and return what is said, in one line."""
    result = run(course, "grade", ASSIGNMENT, "--jobs", "1", *options)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_answer_waits_until_a_person_has_scored_it(course: Path) -> None:
    """The table asks for a reader, again after a new answer, and not in between."""
    hand_in_answer(course, "Because.")
    assert "1 to be read" in table(course)
    with NbgraderCourse.open(course).gradebook() as gradebook:
        grade = gradebook.find_grade("written_why", NOTEBOOK, ASSIGNMENT, "ada")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    assert "4.5 / 5 all criteria passed; 0.5 of 1 given by a person" in table(course)
    hand_in_answer(course, "For a better reason.")
    assert "0.5 of 1 to be read again" in table(course)


def test_table_shows_what_the_gradebook_holds(course: Path) -> None:
    """A late penalty and a score that a person has replaced are in the points, and in words."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    hand_in(course, "ada", answered(course, RIGHT))
    late = hand_in(course, "bob", answered(course, RIGHT))
    (late.parent / "timestamp.txt").write_text("2030-05-02 12:00:00 UTC")
    opened = NbgraderCourse.open(course)
    with opened.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=datetime(2030, 5, 1))
    assert "bob 0 / 5 written_why -1; late: -4" in table(course)
    with opened.gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = 3.0, 0.25
        gradebook.db.commit()
    words = table(course)
    assert "ada 3.25 / 5 written_why -1; double: 3 of 4 by a person (automatic: 4)" in words
    assert "extra credit: +0.25" in words


def test_fault_of_a_grader_is_told_once_for_the_class(course: Path) -> None:
    """Each row says how many points wait; the message stands below, and in no record's problems."""
    file = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    file.write_text(file.read_text() + DIVIDES)
    for student in ("ada", "bob", "cy"):
        hand_in(course, student, answered(course, RIGHT))
    words = table(course, "--no-preflight")
    assert words.count("4 to be judged by a person") == 3
    assert words.count("ZeroDivisionError") == 1
    assert "double.broken (3 submissions): " in words
    store = RecordStore(course / "records" / ASSIGNMENT)
    record = store.record("ada")
    assert record is not None and record.problems == ()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade", "none"), "no released notebooks"),
        (("grade", ASSIGNMENT), "nothing was submitted"),
        (("grade", ASSIGNMENT, "--student", "eve"), "no submission of 'eve'"),
        (("grade", ASSIGNMENT, "--notebook", "9"), "there are: 1_double"),
    ],
)
def test_wrong_words_are_told_in_one_sentence(
    arguments: tuple[str, ...], words: str, course: Path
) -> None:
    """What cannot be graded ends with status 1 and says why, without a traceback."""
    result = run(course, *arguments)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


def test_missing_grader_is_told_before_anyone_is_graded(submitted: Path) -> None:
    """An assignment without its hidden graders is refused at once."""
    for file in (submitted / "tests" / "graders" / ASSIGNMENT).glob("test_*.py"):
        file.unlink()
    result = run(submitted, "grade", ASSIGNMENT)
    assert result.exit_code == 1
    assert "no hidden graders for the cells double" in result.output
    assert f"`autograder new-grader 1_double --assignment {ASSIGNMENT}`" in result.output


@pytest.mark.parametrize("command", ["grade", "regrade", "history", "demo", "doctor"])
def test_help_has_an_example(command: str) -> None:
    """Every command's help ends with an example of its use."""
    result = CliRunner().invoke(main, [command, "--help"])
    assert f"Example: autograder {command}" in result.output


def test_doctor_tells_each_thing(course: Path) -> None:
    """Python, packages, sandbox with its level, alembic and gradebook are all told."""
    result = run(course, "doctor")
    for word in ("Python", "tensorflow", "sandbox", "alembic", "gradebook"):
        assert word in result.output
    assert "warm start" in result.output
    assert "1 assignments" in result.output


def test_doctor_leaves_no_gradebook_behind(tmp_path: Path) -> None:
    """Looking at a course that has not begun changes nothing in it."""
    result = run(tmp_path, "doctor")
    assert "not begun" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("level", "words"),
    [("limits only", "it may be 'full' or 'no namespaces'"), ("none", "is 'none'")],
)
def test_minimum_level_is_one_that_confines(level: str, words: str, submitted: Path) -> None:
    """The configuration may ask for more than the default, never for less."""
    with (submitted / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Sandbox.minimum_level = {level!r}\n")
    result = run(submitted, "grade", ASSIGNMENT)
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.skipif(probe().name == FULL, reason="this machine offers the best level")
def test_machine_below_the_minimum_grades_nothing(submitted: Path) -> None:
    """A course that asks for the best level is not graded where there is less."""
    with (submitted / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Sandbox.minimum_level = 'full'\n")
    result = run(submitted, "grade", ASSIGNMENT)
    assert result.exit_code == 1
    assert "--allow-trusted-only" in result.output
    assert not (submitted / "records").exists()


def test_doctor_tells_the_lowest_level(course: Path) -> None:
    """What is asked of the machine stands beside what it offers."""
    words = " ".join(run(course, "doctor").output.split())
    assert "the lowest allowed is no namespaces" in words


def test_submission_that_ends_its_process_costs_nobody_else_a_grade(tmp_path: Path) -> None:
    """Whoever waited or was being graded beside it is graded after all."""
    students = ["ada", "bob", "cy", FATAL, "eve", "fay", "gil"]
    tasks = [Task(tmp_path, ASSIGNMENT, name, frozenset(), Limits()) for name in students]
    work = AllButOne(Assignment(ASSIGNMENT, {}, {}), Keep.RECORDS)
    batch = Batch(work, lambda outcome: outcome, jobs=2)
    outcomes = run_batch(tasks, batch, Console(quiet=True))
    assert [outcome.student for outcome in outcomes] == students
    failed = [outcome for outcome in outcomes if outcome.record is None]
    assert [(each.student, each.reason) for each in failed] == [
        (FATAL, "the grading process ended")
    ]
