"""`autograder report` in a course as nbgrader releases it, with a record of one student."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK, hand_in, make_course, released

from autograder.cli import main
from autograder.course import Course
from autograder.records import CellResult, CriterionResult, GradeRecord, Verdict
from autograder.store import RecordStore


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, released; nobody has handed in."""
    return make_course(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture
def course(empty: Path, tmp_path: Path) -> Path:
    """A copy in which ada has handed in and was graded, and bob was not."""
    folder = Path(shutil.copytree(empty, tmp_path / "course"))
    for student in ("ada", "bob"):
        hand_in(folder, student, released(folder))
    criterion = CriterionResult(
        name="small", verdict=Verdict.FAILED, weight=1, credit=0, asked="double(3) is 6."
    )
    check = CellResult(
        notebook=NOTEBOOK, cell="double", score=0, max_score=4, criteria=(criterion,)
    )
    answer = CellResult(notebook=NOTEBOOK, cell="written_why", score=None, max_score=1, manual=True)
    record = GradeRecord(
        student="ada",
        assignment=ASSIGNMENT,
        score=0,
        max_score=5,
        needs_manual=True,
        cells=(check, answer),
        environment={},
    )
    RecordStore(Course(folder).records / ASSIGNMENT).save("ada", {}, lambda _: record)
    return folder


def report(course: Path, *options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["report", ASSIGNMENT, "--course", str(course), *options])


def test_report_is_written_into_the_course(course: Path) -> None:
    """Page and numbers lie in reports/<assignment>; who has no grade yet is named."""
    ended = report(course)
    assert ended.exit_code == 0, ended.output
    folder = course / "reports" / ASSIGNMENT
    assert str(folder / "index.html") in ended.output
    told = json.loads((folder / "class.json").read_text())
    assert (told["handed_in"], told["graded"]) == (2, 1)
    assert told["without_grade"] == [{"student": "bob", "reason": "not graded yet"}]
    assert [each["kind"] for each in told["waiting"]] == ["written answer"]
    assert "bob: not graded yet" in (folder / "index.html").read_text()


def test_similarity_can_be_left_out(course: Path) -> None:
    """Nobody is compared then, and the page does not speak of it."""
    for options, compared in (((), True), (("--no-similarity",), False)):
        assert report(course, *options).exit_code == 0
        page = (course / "reports" / ASSIGNMENT / "index.html").read_text()
        assert ("Similar answers" in page) is compared


def test_report_goes_where_it_is_asked_for(course: Path, tmp_path: Path) -> None:
    """--output names another folder; the links lead to the formgrader that is named."""
    ended = report(course, "--output", str(tmp_path / "out"), "--formgrader", "https://hub/fg/")
    assert ended.exit_code == 0, ended.output
    page = (tmp_path / "out" / "index.html").read_text()
    assert f'href="https://hub/fg/gradebook/{ASSIGNMENT}/{NOTEBOOK}"' in page
    assert not (course / "reports").exists()


def test_class_without_records_is_told_what_to_do(empty: Path) -> None:
    """There is nothing to report on before anybody is graded."""
    ended = report(empty)
    assert ended.exit_code == 1
    assert f"run `autograder grade {ASSIGNMENT}`" in ended.stderr


def test_a_report_that_cannot_be_written_is_told_with_its_place(
    course: Path, tmp_path: Path
) -> None:
    """What the disk refuses ends in a sentence, not in a traceback."""
    (tmp_path / "taken").write_text("no folder")
    told = report(course, "--output", str(tmp_path / "taken" / "below"))
    assert told.exit_code == 1
    assert f"{tmp_path / 'taken' / 'below'}: cannot be written" in told.output
