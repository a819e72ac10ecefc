"""`autograder comment`: everyone in a group gets it, and what a person has written stays."""

import shutil
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import SAWarning
from tiny_course import ASSIGNMENT, NOTEBOOK, hand_in, make_course, released

from autograder.cli import main
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.records import CellResult, CriterionResult, GradeRecord, Verdict
from autograder.store import RecordStore

STUDENTS = ("ada", "bob", "cy", "dan")
TEXT = "Twice x is *not* x squared."
TODO = "todo_double"


def record(course: Path, student: str, verdict: Verdict) -> None:
    """Store a record with one criterion."""
    credit = float(verdict is Verdict.PASSED)
    criterion = CriterionResult(name="small", verdict=verdict, weight=1, credit=credit, asked="")
    cell = CellResult(
        notebook=NOTEBOOK, cell="double", score=4 * credit, max_score=4, criteria=(criterion,)
    )
    made = GradeRecord(
        student=student,
        assignment=ASSIGNMENT,
        score=4 * credit,
        max_score=4,
        needs_manual=False,
        cells=(cell,),
        environment={},
    )
    RecordStore(Course(course).records / ASSIGNMENT).save(student, {}, lambda _: made)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a report: ada, bob and cy fail a criterion, dan passes it."""
    course = make_course(tmp_path_factory.mktemp("reported") / "course")
    nbgrader = NbgraderCourse.open(course)
    nbgrader.enter_assignment(Course(course).assignment(ASSIGNMENT))
    for student in STUDENTS:
        hand_in(course, student, released(course))
        record(course, student, Verdict.PASSED if student == "dan" else Verdict.FAILED)
    with warnings.catch_warnings(), nbgrader.gradebook() as gradebook:
        warnings.simplefilter("ignore", SAWarning)  # advice to the authors of nbgrader
        for student in STUDENTS:
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(ASSIGNMENT, student)
    ended = CliRunner().invoke(main, ["report", ASSIGNMENT, "--course", str(course)])
    assert ended.exit_code == 0, ended.output
    return course


@pytest.fixture
def course(reported: Path, tmp_path: Path) -> Path:
    """A copy of that course."""
    return Path(shutil.copytree(reported, tmp_path / "course"))


def comment(course: Path, *options: str) -> Result:
    """Run the command on the first group of the cell, unless the options name another."""
    arguments = ["--cell", "double", "--group", "1", "--course", str(course), *options]
    return CliRunner().invoke(main, ["comment", ASSIGNMENT, *arguments])


def held(course: Path) -> dict[str, str | None]:
    """Return what a person has written to each student."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        found = (gradebook.find_comment(TODO, NOTEBOOK, ASSIGNMENT, each) for each in STUDENTS)
        return {each: comment.manual_comment for each, comment in zip(STUDENTS, found, strict=True)}


def write(course: Path, student: str, text: str) -> None:
    """Write a comment as a person does in the formgrader."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        gradebook.find_comment(TODO, NOTEBOOK, ASSIGNMENT, student).manual_comment = text
        gradebook.db.commit()


def test_everyone_in_the_group_gets_it(course: Path) -> None:
    """Those who failed get the comment, the one who passed does not."""
    result = comment(course, "--text", TEXT)
    assert result.exit_code == 0, result.output
    assert "3 comments entered." in result.output
    assert held(course) == {"ada": TEXT, "bob": TEXT, "cy": TEXT, "dan": None}


def test_comment_is_shown_on_the_cell_that_the_student_wrote(course: Path) -> None:
    """nbgrader itself reads the comment of the TODO cell for the student's page."""
    comment(course, "--text", TEXT, "--cell", f"{NOTEBOOK}/double")
    with NbgraderCourse.open(course).gradebook() as gradebook:
        assert gradebook.find_comment(TODO, NOTEBOOK, ASSIGNMENT, "ada").comment == TEXT


def test_comment_of_a_person_stays(course: Path) -> None:
    """It is told, and overwritten only where that is asked for."""
    write(course, "bob", "See me.")
    result = comment(course, "--text", TEXT)
    assert "bob: has a comment already: 'See me.'" in result.output
    assert "2 comments entered." in result.output
    assert held(course)["bob"] == "See me."
    result = comment(course, "--text", TEXT, "--replace")
    assert "bob: gets the comment instead of 'See me.'" in result.output
    assert "1 comment entered." in result.output
    assert held(course)["bob"] == TEXT


def test_dry_run_changes_nothing(course: Path) -> None:
    """It says who would get it."""
    result = comment(course, "--text", TEXT, "--dry-run")
    assert "ada: gets the comment" in result.output
    assert "3 comments would be entered." in result.output
    assert set(held(course).values()) == {None}


def test_file_may_hold_the_comment(course: Path, tmp_path: Path) -> None:
    """Its text is taken without the ends of the file."""
    path = tmp_path / "comment.md"
    path.write_text(f"\ufeff{TEXT}\n\n", encoding="utf-8")
    assert comment(course, "--file", str(path)).exit_code == 0
    assert held(course)["cy"] == TEXT


def test_who_has_left_the_group_gets_nothing(course: Path) -> None:
    """A comment that does not fit any more is given to nobody."""
    record(course, "ada", Verdict.PASSED)
    result = comment(course, "--text", TEXT)
    assert "ada: in the group no longer, gets nothing" in result.output
    assert held(course) == {"ada": None, "bob": TEXT, "cy": TEXT, "dan": None}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text", TEXT, "--group", "7"], "double: no group 7; there are: 1"),
        (["--text", TEXT, "--cell", "triple"], f"cells with groups: {NOTEBOOK}/double"),
        ([], "expected either --text or --file"),
        (["--text", " "], "expected a comment, got nothing"),
    ],
)
def test_what_is_not_certain_is_refused(options: list[str], said: str, course: Path) -> None:
    """The message says what there is; nobody gets anything."""
    result = comment(course, *options)
    assert result.exit_code != 0
    assert said in result.output
    assert set(held(course).values()) == {None}


def test_without_a_report_there_is_no_group(course: Path) -> None:
    """The numbers of groups are those of a report."""
    (course / "reports" / ASSIGNMENT / "class.json").unlink()
    assert "run `autograder report`" in comment(course, "--text", TEXT).output
