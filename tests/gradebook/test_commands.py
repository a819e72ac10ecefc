"""nbgrader's own commands, with the configuration as it stands."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.errors import OperatorFault
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.limits import Limits
from autograder.records import GradeRecord
from autograder.store import RecordStore
from autograder.tasks import Task, grade_task

RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
TOOLS = Path(sys.executable).parent


def nbgrader(course: Path, *arguments: str) -> None:
    """Run the stock command in the course folder."""
    environment = os.environ | {"PATH": f"{TOOLS}:{os.environ['PATH']}"}
    subprocess.run(
        [TOOLS / "nbgrader", *arguments], cwd=course, env=environment, check=True, timeout=900
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
    course = NbgraderCourse.open(submitted)
    students = ("right", "broken", "nothing", "noisy")
    scores = {student: grade_and_enter(course, student).score for student in students}
    assert course.totals(ASSIGNMENT) == scores


def test_feedback_shows_the_criteria(submitted: Path) -> None:
    """The student's page tells what was asked, and holds no word of the hidden graders."""
    nbgrader(submitted, "autograde", ASSIGNMENT, "--student", "wrong")
    nbgrader(submitted, "generate_feedback", ASSIGNMENT)
    page = (submitted / "feedback" / "wrong" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert "double(3) is 6." in page
    assert "x is squared instead of doubled" in page
    assert "3 * TWO" not in page


def test_table_of_criteria_stands_above_what_the_code_displays(course: Path) -> None:
    """A picture of full marks that a student's function draws comes after the real table."""
    drawn = "from IPython.display import HTML, display\ndisplay(HTML('<b>4 of 4 points</b>'))\n"
    function = "def double(x):\n    " + drawn.replace("\n", "\n    ") + "return x * x\n"
    hand_in(course, "wrong", answered(course, function))
    nbgrader(course, "autograde", ASSIGNMENT)
    graded = course / "autograded" / "wrong" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    outputs = cell(nbformat.read(graded, 4), "double").outputs
    shown = [output.data["text/html"] for output in outputs if "data" in output]
    assert "double(3) is 6." in shown[0]
    assert "<b>4 of 4 points</b>" in shown[1:]


def test_manual_score_stays_and_is_asked_about_only_after_a_change(submitted: Path) -> None:
    """Grading again leaves a person's work alone; a changed submission is shown to them again."""
    course = NbgraderCourse.open(submitted)
    grade_and_enter(course, "right")
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "right")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    assert manual_state(course) == (1.5, 1.5, False)
    grade_and_enter(course, "right")
    assert manual_state(course) == (1.5, 1.5, False)
    hand_in(submitted, "right", answered(submitted, RIGHT + "# handed in again\n"))
    grade_and_enter(course, "right")
    assert manual_state(course) == (1.5, 1.5, True)


def test_points_given_for_a_fault_of_ours_are_asked_about_once_it_is_mended(
    submitted: Path, tmp_path: Path
) -> None:
    """A person's stopgap stays, and they are shown that the graders have judged meanwhile."""
    mended = tmp_path / "mended"
    grader = submitted / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    check = f"    assert __import__('os').path.exists({str(mended)!r}) or 1 / 0\n"
    grader.write_text(f"{grader.read_text()}{check}")
    course = NbgraderCourse.open(submitted)
    assert grade_and_enter(course, "right").needs_manual
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "right")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    grade_and_enter(course, "right")
    assert manual_state(course) == (1.5, 1.5, False)
    mended.touch()
    assert not grade_and_enter(course, "right").needs_manual
    assert manual_state(course) == (1.5, 1.5, True)


def grade_and_enter(course: NbgraderCourse, student: str) -> GradeRecord:
    """Grade one student as `autograder grade` does."""
    task = Task(course.root, ASSIGNMENT, student, frozenset([NOTEBOOK]), limits_of(course.config))
    record = grade_task(task)
    course.autograde(ASSIGNMENT, student)
    return record


def manual_state(course: NbgraderCourse) -> tuple[float, float, bool]:
    """Return what a person gave, what counts, and whether a person is asked."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "right")
        return grade.manual_score, grade.score, grade.needs_manual_grade


def test_course_reached_by_a_link_is_the_same_course(submitted: Path, tmp_path: Path) -> None:
    """Submissions go through intake also where the course folder is a symbolic link."""
    link = tmp_path / "link"
    link.symlink_to(submitted)
    assert grade_and_enter(NbgraderCourse.open(link), "broken").score == 0.0


@pytest.mark.parametrize("student", ["x*", "plain"])
def test_odd_student_names_are_entered(student: str, submitted: Path) -> None:
    """Characters that mean something in a pattern are plain characters in a name."""
    hand_in(submitted, student, answered(submitted, RIGHT))
    course = NbgraderCourse.open(submitted)
    assert grade_and_enter(course, student).score == 4.0
    assert course.totals(ASSIGNMENT) == {student: 4.0}


def test_name_that_nbgrader_cannot_enter_is_told(submitted: Path) -> None:
    """nbgrader reads brackets in a folder's name as a pattern; the instructor hears of it."""
    hand_in(submitted, "a[1]", answered(submitted, RIGHT))
    with pytest.raises(OperatorFault, match="rename the folder"):
        NbgraderCourse.open(submitted).autograde(ASSIGNMENT, "a[1]")


def test_changed_grader_is_seen_in_a_running_process(submitted: Path) -> None:
    """A process that lives on, as the formgrader's does, grades by the graders of today."""
    course = NbgraderCourse.open(submitted)
    assert grade_and_enter(course, "right").score == 4.0
    file = submitted / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    file.write_text(file.read_text().replace("3 * TWO", "7"))
    assert grade_and_enter(course, "right").score < 4.0


def test_links_in_a_submission_leak_nothing(submitted: Path) -> None:
    """A link to the graders or the gradebook is not followed into what students get back."""
    folder = submitted / "submitted" / "right" / ASSIGNMENT
    (folder / "more").mkdir()
    grader = submitted / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    (folder / "notes.txt").symlink_to(grader)
    (folder / "more" / "book.db").symlink_to(submitted / "gradebook.db")
    (folder / "own.txt").write_text("mine")
    course = NbgraderCourse.open(submitted)
    grade_and_enter(course, "right")
    course.feedback(ASSIGNMENT, "right")
    for stage in ("autograded", "feedback"):
        files = {path.name for path in (submitted / stage / "right").rglob("*") if path.is_file()}
        assert ("own.txt" in files) is (stage == "autograded")
        assert not files & {"notes.txt", "book.db"}


def test_raw_cells_reach_no_page_as_markup(submitted: Path) -> None:
    """What a student writes into a raw cell is shown, not interpreted."""
    notebook = answered(submitted, RIGHT)
    notebook.cells.append(nbformat.v4.new_raw_cell("<script>alert(1)</script>"))
    hand_in(submitted, "right", notebook)
    course = NbgraderCourse.open(submitted)
    grade_and_enter(course, "right")
    course.feedback(ASSIGNMENT, "right")
    page = (submitted / "feedback" / "right" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert "<script>alert" not in page


def test_limits_are_set_in_the_configuration(course: Path) -> None:
    """`c.Limits` in nbgrader_config.py reaches the grading."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Limits.cell_seconds = 7.0\n")
    assert limits_of(NbgraderCourse.open(course).config) == Limits(cell_seconds=7.0)


def test_notebook_that_was_not_handed_in_gets_a_zero_by_itself(course: Path) -> None:
    """Graded notebook by notebook, a missing one is no error and leaves the others alone."""
    source = course / "source" / ASSIGNMENT
    shutil.copy(source / f"{NOTEBOOK}.ipynb", source / "2_other.ipynb")
    graders = course / "tests" / "graders" / ASSIGNMENT
    shutil.copy(graders / f"test_{NOTEBOOK}.py", graders / "test_2_other.py")
    opened = NbgraderCourse.open(course)
    opened.release(ASSIGNMENT)
    hand_in(course, "ada", answered(course, RIGHT)).rename(
        course / "submitted" / "ada" / ASSIGNMENT / "2_other.ipynb"
    )
    opened.autograde(ASSIGNMENT, "ada", NOTEBOOK)
    with opened.gradebook() as gradebook:
        grades = [
            gradebook.find_grade("double", name, ASSIGNMENT, "ada").auto_score
            for name in (NOTEBOOK, "2_other")
        ]
    assert grades == [0, None]
