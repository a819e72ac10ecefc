"""What each platform offers for download, and where it goes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from collect.downloads import collect, submitted, unpacked, zipped
from nbgrader.utils import parse_utc

from autograder.course import Course
from autograder.spreadsheet import to_csv

Make = Callable[[Path, Mapping[str, str]], Path]

MOODLE = {
    "Ada Lovelace_11_assignsubmission_file/1_first.ipynb": "of ada",
    "Ada Lovelace_11_assignsubmission_file/data/given.csv": "1, 2",
    "Ada Lovelace_11_assignsubmission_onlinetext/onlinetext.html": "<p>done</p>",
    "Jürgen Müller_12_assignsubmission_file_/1_first.ipynb": "of jürgen",
    "Anna Kovács_13_assignsubmission_file_1_first.ipynb": "of one anna",
    "Anna Kovács_14_assignsubmission_file_1_first.ipynb": "of another anna",
    "Alan Turing_101_assignsubmission_file/1_first.ipynb": "of a stranger",
    "__MACOSX/._1_first.ipynb": "",
}
CANVAS = {
    "lovelaceada_LATE_101_5001_1_first.ipynb": "first of ada",
    "lovelaceada_LATE_101_5003_1_first-1.ipynb": "second of ada",
    "lovelaceada_LATE_101_5002_notes-1.txt": "one note",
    "lovelaceada_LATE_101_5009_notes-2.txt": "another note",
    "renamed_102_5004_1_first.ipynb": "of jürgen",
    "kovácsanna_999_5005_1_first.ipynb": "of one anna",
    "anon_xyz_5006_1_first.ipynb": "of nobody",
    "lovelaceada_LATE_101_text.html": "typed",
}
METADATA = """\
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: ada@uni.example
  - :name: Jürgen Müller
    :sid: '0042'
    :email: juergen@uni.example
  :created_at: 2030-06-03 21:00:00.123456000 -07:00
  :score: 0.0
  :history:
  - :id: 6
    :created_at: 2030-06-01 21:00:00.123456000 Z
submission_8:
  :submitters:
  - :name: Somebody
    :sid: anna1
    :email: anna.k@uni.example
  :created_at: 2030-06-03 21:00:00.123456000 Z
"""
GRADESCOPE = {
    "assignment_1_export/submission_metadata.yml": METADATA,
    "assignment_1_export/submission_7/1_first.ipynb": "of two",
    "assignment_1_export/submission_7/timestamp.txt": "2000-01-01 00:00:00 UTC",
    "assignment_1_export/submission_8/1_first.ipynb": "of whom",
    "assignment_1_export/submission_9/1_first.ipynb": "of nobody",
}


@pytest.mark.parametrize("make", [zipped, unpacked])
def test_moodle(classroom: Path, tmp_path: Path, make: Make) -> None:
    """Folders and beginnings of names, in an archive or unpacked; never a number of a participant.

    101 is Ada's number in another platform.
    """
    result = collect(classroom, make(tmp_path / "download", MOODLE), "moodle")
    assert submitted(classroom) == {
        "0042/week5/1_first.ipynb": "of jürgen",
        "ada/week5/1_first.ipynb": "of ada",
        "ada/week5/data/given.csv": "1, 2",
    }
    assert result.exit_code == 1
    for told in (
        "Ada Lovelace (11): ada",
        "onlinetext.html: was typed into Moodle",
        "Anna Kovács (13) may be anna1 or anna2",
        "Anna Kovács (14) may be anna1 or anna2",
        "Alan Turing (101) is not in the gradebook",
        "week5: 2 students in the download: 2 new.",
    ):
        assert told in result.output
    assert "__MACOSX" not in result.output
    assert Course(classroom).students("week5") == ("0042", "ada")


def test_moodle_with_its_worksheet(classroom: Path, tmp_path: Path) -> None:
    """The number of a participant leads to a row, and the row to a student."""
    worksheet = tmp_path / "worksheet.csv"
    headings = ["Identifier", "Full name", "Email address"]
    people = [("Participant 13", "Anna Kovács", "anna.k@uni.example")]
    people += [("Participant 14", "Anna Kovács", "anna@uni.example")]
    worksheet.write_text(to_csv([headings, *people]))
    download = zipped(tmp_path / "download.zip", MOODLE)
    collect(classroom, download, "moodle", "--table", worksheet)
    files = submitted(classroom)
    assert files["anna2/week5/1_first.ipynb"] == "of one anna"
    assert files["anna1/week5/1_first.ipynb"] == "of another anna"


def test_canvas(classroom: Path, tmp_path: Path) -> None:
    """The number finds the student whatever the name; of several attempts the last one counts."""
    result = collect(classroom, zipped(tmp_path / "download.zip", CANVAS), "canvas")
    assert submitted(classroom) == {
        "0042/week5/1_first.ipynb": "of jürgen",
        "ada/week5/1_first.ipynb": "second of ada",
        "ada/week5/notes-1.txt": "one note",
        "ada/week5/notes-2.txt": "another note",
    }
    assert result.exit_code == 1
    words = " ".join(result.output.split())
    for told in (
        "Late, says the platform: - ada",
        "5001_1_first.ipynb: was handed in anew later",
        "kovácsanna (999) may be anna1 or anna2",
        "anon_xyz_5006_1_first.ipynb: is anonymous",
        "text.html: was typed into Canvas",
    ):
        assert told in words


def test_gradescope(classroom: Path, tmp_path: Path) -> None:
    """Everybody of a group gets the files, and the time that the platform says."""
    result = collect(classroom, zipped(tmp_path / "download.zip", GRADESCOPE), "gradescope")
    files = submitted(classroom)
    assert set(files) == {
        f"{name}/week5/{file}"
        for name in ("ada", "0042")
        for file in ("1_first.ipynb", "timestamp.txt")
    }
    time = parse_utc(files["ada/week5/timestamp.txt"].strip())
    assert time.isoformat(" ").startswith("2030-06-04 04:00:00")
    assert "submission_7/timestamp.txt: when it was handed in, only you can say" in result.output
    assert "Somebody (anna1, anna.k@uni.example) may be anna1 or anna2" in result.output
    assert "submission_9/1_first.ipynb: no submission that" in result.output


@pytest.mark.parametrize("above", ["", "all of them/"])
def test_plain(classroom: Path, tmp_path: Path, above: str) -> None:
    """A folder for each student, by id, e-mail or name; an assignment's folder in it."""
    files = {
        "ada/week5/1_first.ipynb": "of ada",
        "juergen@uni.example/1_first.ipynb": "of jürgen",
        "Nemo/1_first.ipynb": "of nemo",
        "anna kovacs/1_first.ipynb": "of whom",
        "new/1_first.ipynb": "of a new one",
    }
    download = {above + name: text for name, text in files.items()}
    result = collect(classroom, unpacked(tmp_path / "download", download), "plain")
    assert submitted(classroom) == {
        "0042/week5/1_first.ipynb": "of jürgen",
        "ada/week5/1_first.ipynb": "of ada",
        "nemo/week5/1_first.ipynb": "of nemo",
        "new/week5/1_first.ipynb": "of a new one",
    }
    assert "New to the gradebook:\n- new\n" in result.output
    assert "anna kovacs may be anna1 or anna2" in result.output


def test_plain_files(classroom: Path, tmp_path: Path) -> None:
    """A file for each student, called as they are."""
    files = {"ada.ipynb": "of ada", "anna2.zip": "of anna"}
    collect(classroom, unpacked(tmp_path / "download", files), "plain")
    assert submitted(classroom) == {
        "ada/week5/ada.ipynb": "of ada",
        "anna2/week5/anna2.zip": "of anna",
    }


def test_course_without_students(classroom: Path, tmp_path: Path) -> None:
    """Folders are called as they are; names of a platform lead to nobody, and that is said."""
    (classroom / "gradebook.db").unlink()
    download = unpacked(tmp_path / "download", {"ada/1_first.ipynb": "of ada"})
    assert collect(classroom, download, "plain").exit_code == 0
    assert submitted(classroom) == {"ada/week5/1_first.ipynb": "of ada"}
    result = collect(classroom, zipped(tmp_path / "download.zip", MOODLE), "moodle")
    assert result.exit_code == 1
    assert "nbgrader db student import" in result.output
