"""Cells that are judged by their own tests: nbgrader's rules, its faults mended, in a sandbox."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import nbgrader
import pytest
from adopted_course import ASSIGNMENT, NOTEBOOK, SOLUTION, TESTS, UNSEEN, hand_in, make_course
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import grade_reference, shortcomings
from autograder.jobs.submission import current_key, grade_submission
from autograder.limits import Limits
from autograder.records import CellResult, FaultKind, GradeRecord, Verdict

# What stock nbgrader gets wrong: a NumPy scalar is full points, a word on standard error is zero.
MENDED = {"numpy_partial", "displayed"}
GRADER = """\
import pytest


@pytest.mark.criterion("visible")
def test_one(student):
    \"\"\"one() is 1.\"\"\"
    assert student.one() == 1, "one() is not 1"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course; nothing is handed in yet."""
    return make_course(tmp_path_factory.mktemp("adopted") / "course")


@pytest.fixture(scope="module")
def context(made: Path) -> Iterator[CourseContext]:
    """The course with a fork server."""
    limits = Limits(cell_seconds=3, call_seconds=3, output_bytes=10_000)
    with open_context(Course(made), ASSIGNMENT, limits) as opened:
        yield opened


def grade(context: CourseContext, student: str, answers: str) -> GradeRecord:
    """Hand in and grade."""
    hand_in(context.course.root, student, answers)
    return grade_submission(context, student, {}, frozenset([NOTEBOOK])).record


def scores(record: GradeRecord) -> dict[str, float | None]:
    """Return the points of each cell."""
    return {each.cell: each.score for each in record.cells}


def of(record: GradeRecord, name: str) -> CellResult:
    """Return the result of one cell."""
    found = record.cell(NOTEBOOK, name)
    assert found is not None
    return found


def message(record: GradeRecord, name: str) -> str:
    """Return what is told of one cell."""
    (result,) = of(record, name).criteria
    return result.message


def test_points_are_those_of_stock_nbgrader_but_for_its_faults(
    context: CourseContext, tmp_path: Path
) -> None:
    """nbgrader itself, in an ordinary kernel, gives the same for every cell that is not mended."""
    answers = SOLUTION.replace("return 2", "return 0.5").replace("x * x", "abs(x) + x - 1")
    record = grade(context, "compared", answers)
    stock = Path(shutil.copytree(context.course.root, tmp_path / "stock"))
    command = [Path(sys.executable).with_name("nbgrader"), "autograde", ASSIGNMENT]
    subprocess.run([*command, "--student", "compared"], cwd=stock, check=True, capture_output=True)
    with Gradebook(f"sqlite:///{stock / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "compared").grades
        theirs = {each.name: each.auto_score for each in found}
    ours = scores(record)
    assert {name for name in ours if ours[name] != theirs[name]} == MENDED
    assert (ours["partial"], ours["hidden"], ours["visible"]) == (0.5, 0, 2)
    assert (ours["numpy_partial"], ours["displayed"]) == (0.25, 2)
    assert (theirs["numpy_partial"], theirs["displayed"]) == (1, 0)


def test_reference_has_full_marks(context: CourseContext) -> None:
    """The solved notebook goes first here too, by whatever names its solutions have."""
    grade = grade_reference(context, NOTEBOOK)
    assert shortcomings(grade) == []
    assert all(cell.score == cell.max_score for cell in grade.cells)


def test_reference_that_loses_a_test_is_told(tmp_path: Path) -> None:
    """A solved notebook that fails its own tests is not fit to go before a class."""
    root = make_course(tmp_path / "course", {"visible": "assert one() == 2"})
    with open_context(Course(root), ASSIGNMENT, Limits()) as context:
        (line,) = shortcomings(grade_reference(context, NOTEBOOK))
    assert "visible.tests is failed: the tests raised AssertionError" in line


def test_failed_assertion_is_told_by_its_line_alone(context: CourseContext) -> None:
    """The student reads which assertion failed; nothing else of the hidden tests is on the page."""
    record = grade(context, "hidden", SOLUTION.replace("x * x", "x"))
    (result,) = of(record, "hidden").criteria
    assert (result.verdict, result.fault, result.inside) == (Verdict.FAILED, None, True)
    assert result.message.startswith("the tests raised AssertionError: wrong (line 4, in ")
    assert UNSEEN in result.message
    graded = grade_submission(context, "hidden", {}, frozenset([NOTEBOOK]))
    page = nbformat.writes(nbformat.from_dict(graded.notebooks[NOTEBOOK].executed))
    assert UNSEEN not in page
    assert "a negative number" not in page


def test_more_than_the_maximum_is_capped_and_said(context: CourseContext) -> None:
    """Stock nbgrader would end with an error there."""
    record = grade(context, "more", SOLUTION.replace("return 2", "return 5"))
    assert of(record, "partial").score == 2
    assert message(record, "partial") == "the tests gave 5 of 2 points; more than all counts as all"


@pytest.mark.parametrize("number", ["-1", "float('nan')", "float('inf')"])
def test_number_that_is_no_share_goes_to_a_person(number: str, context: CourseContext) -> None:
    """Stock nbgrader takes it for full points."""
    student = "".join(filter(str.isalnum, number))
    record = grade(context, student, SOLUTION.replace("return 2", f"return {number}"))
    assert of(record, "partial").score is None
    assert "expected a number from 0 to 2" in message(record, "partial")


@pytest.mark.parametrize(
    ("student", "body", "words", "kind"),
    [
        ("loops", "while True: pass", "stopped after 3 s", FaultKind.TIMEOUT),
        ("exits", "import os; os._exit(0)", "ended itself with exit status 0", FaultKind.DIED),
        ("raises", "raise KeyError('x')", "the tests raised KeyError: 'x' (", FaultKind.RAISED),
    ],
)
def test_what_ends_a_cell_costs_that_cell_only(
    student: str, body: str, words: str, kind: FaultKind, context: CourseContext
) -> None:
    """What earlier cells have set up is there again for those below."""
    answers = SOLUTION.replace("def work():\n    return 1", f"def work():\n    {body}")
    record = grade(context, student, answers)
    lost = {name for name, score in scores(record).items() if score == 0}
    assert lost == {"works"}
    (result,) = of(record, "works").criteria
    assert words in result.message
    assert result.fault is not None
    assert result.fault.kind is kind


def test_every_cell_that_loops_is_run(context: CourseContext) -> None:
    """Four endless loops cost four cells, and the last one is judged all the same."""
    loop = "    while True:\n        pass"
    answers = SOLUTION.replace("    return 2", loop).replace("    return x * x", loop)
    answers = answers.replace("def work():\n    return 1", f"def work():\n{loop}")
    record = grade(context, "many", answers)
    lost = {name for name, score in scores(record).items() if score == 0}
    assert lost == {"hidden", "partial", "numpy_partial", "works"}


def test_flood_of_output_hides_no_number(context: CourseContext) -> None:
    """Where there is no room left to display a part of the points, it counts all the same."""
    flood = 'print("x" * 50_000)\n    return 0.5'
    record = grade(context, "flood", SOLUTION.replace("return 2", flood))
    assert of(record, "partial").score == 0.5


def test_student_code_sees_hidden_tests_in_their_turn_and_no_file(context: CourseContext) -> None:
    """The search that finds them once they have run finds nothing before; the course is out."""
    looks = f"""
import gc, os

def texts():
    for each in gc.get_objects():
        yield from each.values() if type(each) is dict else each if type(each) is list else ()

def one():
    seen = any(type(each) is str and "{UNSEEN[:6]}" + "{UNSEEN[6:]}" in each for each in texts())
    return 0 if seen else 1

def work():
    os.listdir({str(context.course.root)!r})
"""
    record = grade(context, "looks", SOLUTION + looks)
    lost = {name for name, score in scores(record).items() if score == 0}
    assert lost == {"works", "last"}
    assert "raised FileNotFoundError" in message(record, "works") or (
        "raised PermissionError" in message(record, "works")
    )


def test_both_kinds_stand_in_one_notebook(made: Path, tmp_path: Path) -> None:
    """A cell with a hidden grader is judged by that, the others by their own tests."""
    root = Path(shutil.copytree(made, tmp_path / "course"))
    folder = root / "tests" / "graders" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"test_{NOTEBOOK}.py").write_text(GRADER)
    with open_context(Course(root), ASSIGNMENT, Limits()) as context:
        record = grade(context, "both", SOLUTION.replace("x * x", "x"))
    (criterion,) = of(record, "visible").criteria
    assert (criterion.name, criterion.inside, of(record, "visible").score) == ("one", False, 2)
    assert of(record, "hidden").score == 0
    assert of(record, "state").score == 2


def test_changed_hidden_test_has_everyone_graded_again(made: Path, tmp_path: Path) -> None:
    """A stored grade holds for the tests that it was made with."""
    root = Path(shutil.copytree(made, tmp_path / "course"))
    hand_in(root, "again", SOLUTION)
    keys = []
    for text in (UNSEEN, "square(-4) == 16"):
        path = root / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        path.write_text(path.read_text().replace(UNSEEN, text))
        with open_context(Course(root), ASSIGNMENT, Limits()) as context:
            keys.append(current_key(context, "again", NOTEBOOK))
    assert keys[0] != keys[1]


def test_without_source_or_tests_a_course_says_so(made: Path, tmp_path: Path) -> None:
    """Nobody is graded by half of the tests; one cell without any waits for a person."""
    root = Path(shutil.copytree(made, tmp_path / "course"))
    shutil.rmtree(root / "source")
    with pytest.raises(CourseError, match="the notebook in source/, where its tests stand"):
        Course(root).assignment(ASSIGNMENT)
    empty = make_course(tmp_path / "empty", {**TESTS, "last": "# nothing here"})
    with open_context(Course(empty), ASSIGNMENT, Limits()) as context:
        record = grade(context, "waits", SOLUTION)
    assert of(record, "last").score is None
    assert [each.cell for each in record.problems] == ["last"]


def test_notebook_in_another_language_is_refused(made: Path, tmp_path: Path) -> None:
    """It would be run as Python."""
    root = Path(shutil.copytree(made, tmp_path / "course"))
    path = root / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    path.write_text(path.read_text().replace('"language": "python"', '"language": "R"'))
    with pytest.raises(CourseError, match="is written in R; only Python is graded here"):
        Course(root).assignment(ASSIGNMENT)


def test_autotest_of_nbgraders_own_example_is_run(tmp_path: Path) -> None:
    """What nbgrader makes of AUTOTEST lines, hashed ones too, judges its own solutions."""
    root, guide = tmp_path / "course", Path(nbgrader.__file__).parent / "docs/source/user_guide"
    shutil.copytree(guide / "source" / "ps1_autotest", root / "source" / "ps1_autotest")
    shutil.copy(guide / "autotests.yml", root)
    NbgraderCourse.open(root).release("ps1_autotest")
    with open_context(Course(root), "ps1_autotest", Limits()) as context:
        grade = grade_reference(context, "problem1")
    assert shortcomings(grade) == []
    inside = {cell.cell: cell.score for cell in grade.cells if cell.criteria}
    assert inside.pop("cell-6e9ff83aa5dfaf17") == 0
    assert set(inside.values()) == {1.0, 0.5}
