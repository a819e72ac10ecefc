"""The grading worksheet of Moodle, filled in."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import TableError
from autograder.export.finals import Finals, Student, Written
from autograder.export.moodle import fill_moodle
from autograder.spreadsheet import Table, read_table, to_csv

HEADINGS = [
    "Identifier",
    "Full name",
    "ID number",
    "Email address",
    "Status",
    "Grade",
    "Maximum Grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
]


def row(number: int, name: str, identity: str, email: str, change: str = "Yes") -> list[str]:
    """Return a row as Moodle writes it."""
    kept = ["7.00", change, "Monday, 3 June 2030, 9:00 PM", "-", "<p>So, so</p>"]
    return [f"Participant {number}", name, identity, email, "Submitted", "", *kept]


CLASS = [
    row(1, "Ada Lovelace", "", "ADA@uni.example"),
    row(2, "Jürgen Müller", "0042", ""),
    row(3, "Anna Kovács", "", "anna@uni.example"),
    row(4, "Anna Kovács", "", "anna.k@uni.example"),
    row(5, "Zoé", "zo\u00e9", "zoe@elsewhere.example"),
]


def table(folder: Path, *rows: list[str]) -> Table:
    """Write a worksheet, and read it."""
    path = folder / "moodle.csv"
    path.write_text(to_csv([HEADINGS, *rows]), encoding="utf-8", newline="")
    return read_table(path)


def grades(written: Written, folder: Path) -> list[str]:
    """Return the grades in order."""
    path = folder / "filled.csv"
    path.write_text(written.files[""], encoding="utf-8", newline="")
    return [row[5] for row in read_table(path).rows]


def test_only_grades_change(finals: Finals, tmp_path: Path) -> None:
    """Identifier and times stay: by them Moodle finds the student and what has changed since."""
    written = fill_moodle(finals, table(tmp_path, *CLASS), "Grade")
    points = ["5.50", "2.50", "4.00", "4.00", "5.00"]
    expected = [[*row[:5], each, *row[6:]] for row, each in zip(CLASS, points, strict=True)]
    assert written.files[""] == to_csv([HEADINGS, *expected])
    assert written.unmatched == ()


def test_grades_are_in_moodles_range(finals: Finals, tmp_path: Path) -> None:
    """Moodle reads them as numbers from 0 to the maximum, and passes over all else."""
    written = fill_moodle(finals, table(tmp_path, *CLASS), "Grade")
    assert all(0 <= float(each) <= 7 for each in grades(written, tmp_path))


def test_unknown_and_missing_are_listed(finals: Finals, tmp_path: Path) -> None:
    """A name that fits is no reason to write points."""
    stranger = row(6, "Ada Lovelace", "77", "al@elsewhere.example")
    written = fill_moodle(finals, table(tmp_path, stranger, *CLASS[1:]), "Grade")
    assert written.notes == ("row 2 (Participant 6, Ada Lovelace, 77): not in the gradebook",)
    assert written.unmatched == ("ada: has points, and no row",)
    assert grades(written, tmp_path)[0] == ""


def test_shared_address_is_settled_by_the_id(finals: Finals, tmp_path: Path) -> None:
    """Two of one e-mail are told apart by the id number, and left where there is none."""
    shared = [
        replace(final, student=replace(final.student, email="both@uni.example"))
        if final.student.id in ("anna1", "anna2")
        else final
        for final in finals.students
    ]
    both = replace(finals, students=tuple(shared))
    came = table(
        tmp_path,
        row(1, "Anna", "anna1", "both@uni.example"),
        row(2, "Anna", "", "both@uni.example"),
    )
    written = fill_moodle(both, came, "Grade")
    assert grades(written, tmp_path) == ["4.00", ""]
    assert "row 3 (Participant 2, Anna, both@uni.example): may be anna1 or anna2" in (
        written.unmatched
    )


def test_empty_ids_match_nobody(finals: Finals, tmp_path: Path) -> None:
    """Whoever has no e-mail in the gradebook is not everyone without one in Moodle."""
    written = fill_moodle(finals, table(tmp_path, row(1, "Ada", "", "")), "Grade")
    assert grades(written, tmp_path) == [""]
    assert Student("x").email == ""


def test_locked_grade_is_left_and_listed(finals: Finals, tmp_path: Path) -> None:
    """Moodle would pass over it without a word."""
    locked = row(1, "Ada Lovelace", "ada", "", change="No")
    written = fill_moodle(finals, table(tmp_path, locked, *CLASS[1:]), "Grade")
    assert written.unmatched == (
        "ada: row 2 was left as it is, its grade cannot be changed in Moodle",
    )


def test_other_maximum_is_refused(finals: Finals, tmp_path: Path) -> None:
    """A decimal comma is a number as well."""
    hundred = [*CLASS[0][:6], "100,00", *CLASS[0][7:]]
    with pytest.raises(TableError, match="Maximum Grade is 100, and week5 has 7 points"):
        fill_moodle(finals, table(tmp_path, hundred), "Grade")


def test_worksheet_in_another_language_is_told(finals: Finals, tmp_path: Path) -> None:
    """Moodle names its columns in the language of whoever downloads."""
    path = tmp_path / "german.csv"
    path.write_text("ID,Vollständiger Name,Bewertung\nTeilnehmer/in 1,Ada,\n", encoding="utf-8")
    with pytest.raises(TableError, match="language English, got no column 'Identifier', 'Grade'"):
        fill_moodle(finals, read_table(path), "Grade")
