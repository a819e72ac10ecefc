"""Faults of graders and notebooks: told once with file and line, and nobody loses a point."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK, add_notebook, answered, hand_in

from autograder.cli import main
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.records import Verdict
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
BUGS = {
    "sends too much": (
        "student.double(bytes(65 * 2**20))",
        "too large: 68,",
    ),
    "sends what is no Python": (
        "student.load('def probe(:')",
        "the source for student.load: invalid syntax",
    ),
    "sends a bug": (
        "student.load('probe = nump.zeros(3)')",
        "NameError: name 'nump' is not defined",
    ),
    "sends a function with a bug": (
        "student.load('def probe(f): return f(1) + offset').probe(student.double)",
        "NameError: name 'offset' is not defined",
    ),
    "divides by zero": ("assert student.double(3) == 6 / 0", "ZeroDivisionError"),
    "compares an object": ("assert student.double == 6", "student.fetch"),
}


def grade(course: Path, *options: str) -> Result:
    """Run the command on everyone."""
    arguments = ["grade", ASSIGNMENT, "--course", str(course), "--jobs", "1", *options]
    return CliRunner().invoke(main, arguments, terminal_width=200)


def add_criterion(course: Path, line: str) -> None:
    """Add a criterion of one line to the graders."""
    file = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    head = '\n\n@pytest.mark.criterion("double")\ndef test_added(student):\n    """One more."""\n'
    file.write_text(f"{file.read_text()}{head}    {line}\n")


def scores(course: Path) -> dict[str, float | None]:
    """Return everyone's automatic score of the TODO."""
    store = RecordStore(course / "records" / ASSIGNMENT)
    found = {}
    for student in Course(course).students(ASSIGNMENT):
        record = store.record(student)
        result = record and record.cell(NOTEBOOK, "double")
        found[student] = result.score if result else -1
    return found


@pytest.mark.parametrize("bug", BUGS)
def test_bug_of_a_grader_costs_nobody_a_point(bug: str, course: Path) -> None:
    """Before anyone is graded it is told with file and line; past that it waits for a person."""
    line, words = BUGS[bug]
    add_criterion(course, line)
    for student in ("ada", "bob"):
        hand_in(course, student, answered(course, RIGHT))
    refused = grade(course)
    assert refused.exit_code == 1
    assert f"tests/graders/{ASSIGNMENT}/test_{NOTEBOOK}.py, line 29" in refused.output
    assert words in refused.output
    graded = grade(course, "--no-preflight")
    assert graded.exit_code == 0, graded.output
    assert scores(course) == {"ada": None, "bob": None}
    assert graded.output.count(words) == 1


def test_grader_that_ends_its_process_is_told_with_the_notebook(course: Path) -> None:
    """Whoever reads it knows whose graders to look at, though no line is known."""
    add_criterion(course, "__import__('os')._exit(0)")
    hand_in(course, "ada", answered(course, RIGHT))
    refused = grade(course)
    assert refused.exit_code == 1
    assert f"{NOTEBOOK}: the grading process ended; run the command again" in refused.output


def test_released_cell_that_raises_costs_nobody_a_point(course: Path) -> None:
    """A package that is missing here is told once, and only what depends on it waits."""
    for folder in ("source", "release"):
        path = course / folder / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        text = path.read_text().replace("import given", "import given\\nimport absent")
        path.write_text(text.replace("return 2 * x", "return absent.twice(x)"))
    NbgraderCourse.open(course).release(ASSIGNMENT)
    for student in ("ada", "bob"):
        hand_in(course, student, answered(course, "def double(x):\n    return absent.twice(x)\n"))
    refused = grade(course)
    assert refused.exit_code == 1
    missing = "'given_setup' raises ModuleNotFoundError: No module named 'absent'"
    assert missing in refused.output
    graded = grade(course, "--no-preflight")
    assert graded.exit_code == 0, graded.output
    assert scores(course) == {"ada": None, "bob": None}
    assert graded.output.count(missing) == 1


def test_what_the_reference_loses_is_nobodys_fault(course: Path) -> None:
    """Without the preflight a criterion that nobody can pass waits for a person; others count."""
    add_criterion(course, "assert student.double(3) == 7, 'expected 7'")
    hand_in(course, "ada", answered(course, RIGHT))
    hand_in(course, "bob", answered(course, WRONG))
    graded = grade(course, "--no-preflight")
    assert graded.exit_code == 0, graded.output
    assert scores(course) == {"ada": None, "bob": None}
    record = RecordStore(course / "records" / ASSIGNMENT).record("bob")
    assert record is not None
    verdicts = {each.name: each.verdict for found in record.cells for each in found.criteria}
    assert verdicts["added"] is Verdict.UNJUDGED
    assert verdicts["small"] is Verdict.FAILED
    assert record.environment["notebooks"][NOTEBOOK]["preflight"] == "not run"


def test_faults_of_the_reference_are_told_in_the_order_of_its_notebooks(course: Path) -> None:
    """It is graded last notebook first, which nobody needs to know."""
    add_criterion(course, "assert student.double(3) == 7, 'expected 7'")
    add_notebook(course, "2_double")
    hand_in(course, "ada", answered(course, RIGHT))
    said = grade(course).output
    assert 0 < said.find(f"{NOTEBOOK}: double.added") < said.find("2_double: double.added"), said


def test_object_in_place_of_a_number_is_the_students_fault(course: Path) -> None:
    """Where the reference passes, who hands over an object loses the criterion, with words."""
    hand_in(course, "ada", answered(course, "def double(x):\n    return object()\n"))
    graded = grade(course)
    assert graded.exit_code == 0, graded.output
    assert scores(course) == {"ada": 0}
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert record is not None
    assert record.environment["notebooks"][NOTEBOOK]["preflight"] == "passed"
    told = [each.message for found in record.cells for each in found.criteria]
    assert "your code returned an object; expected a number" in " ".join(told)


def test_what_breaks_a_graders_source_is_told_without_its_place(course: Path) -> None:
    """The line is one of the graders: no student can look there."""
    add_criterion(course, "student.load('def probe(f): return 1 + f(1)').probe(student.double)")
    hand_in(course, "ada", answered(course, "def double(x):\n    return str(x)\n"))
    graded = grade(course)
    assert graded.exit_code == 0, graded.output
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert record is not None
    told = {each.name: each.message for found in record.cells for each in found.criteria}
    assert told["added"].startswith("your code raised TypeError: unsupported operand")
    assert "test_" not in told["added"]


def test_result_too_large_is_told_as_that(course: Path) -> None:
    """The message names what may cross, and the process lives on."""
    too_large = "def double(x):\n    return dict.fromkeys(range(150_000)) if x == 3 else 2 * x\n"
    hand_in(course, "ada", answered(course, too_large))
    assert grade(course).exit_code == 0
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert record is not None
    messages = {each.name: each.message for found in record.cells for each in found.criteria}
    assert "too large: more than 200,000 values" in messages["small"]
    assert messages["drawn"] == ""
