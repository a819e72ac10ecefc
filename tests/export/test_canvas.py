"""The gradebook of Canvas, filled in."""

import re
from pathlib import Path

import pytest

from autograder.errors import TableError
from autograder.export.canvas import fill_canvas
from autograder.export.finals import Finals, Written
from autograder.spreadsheet import BYTE_ORDER_MARK, Table, read_table, to_csv

HEADINGS = [
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    "Warm-up (11)",
    "week5 (12)",
    "Assignments Current Score",
    "Final Score",
]
POLICIES = ["", "", "", "", "", "Manual Posting", "", "", ""]
POSSIBLE = ["    Points Possible", "", "", "", "", "10", "7", "(read only)", "(read only)"]
ADA = ["Lovelace, Ada", "101", "ada", "ada", "A", "9", "", "90", "90"]
MUELLER = ["Müller, Jürgen", "102", "0042", "juergen@uni.example", "A", "", "3.00", "", ""]
ANNA = ["Kovács, Anna", "103", "anna1", "anna1", "A", "", "", "", ""]
OTHER_ANNA = ["Kovács, Anna", "104", "", "", "A", "", "", "", ""]
ZOE = ["Zoé", "900", "", "ZO\u00c9", "A", "", "", "", ""]
TEST_STUDENT = ["Student, Test", "999", "", "d3b0", "A", "", "", "", ""]
EVERYONE = [ADA, MUELLER, ANNA, OTHER_ANNA, ZOE]


def table(folder: Path, *rows: list[str], possible: list[str] = POSSIBLE) -> Table:
    """Write what Canvas exports, and read it."""
    path = folder / "canvas.csv"
    text = BYTE_ORDER_MARK + to_csv([HEADINGS, POLICIES, possible, *rows])
    path.write_text(text, encoding="utf-8", newline="")
    return read_table(path)


def filled(written: Written, folder: Path) -> dict[str, str]:
    """Return the points by Canvas's number, from the file as Canvas would read it."""
    path = folder / "filled.csv"
    path.write_text(written.files[""], encoding="utf-8", newline="")
    return {row[1]: row[6] for row in read_table(path).rows}


def test_only_the_points_change(finals: Finals, tmp_path: Path) -> None:
    """Names with accents, other columns, the rows above and the byte order mark stay."""
    came = table(tmp_path, *EVERYONE)
    written = fill_canvas(finals, came, "week5")
    points = ["5.50", "2.50", "4.00", "4.00", "5.00"]
    expected = [[*row[:6], each, *row[7:]] for row, each in zip(EVERYONE, points, strict=True)]
    text = to_csv([HEADINGS, POLICIES, POSSIBLE, *expected])
    assert written.files[""] == BYTE_ORDER_MARK + text
    assert written.unmatched == written.notes == ()


def test_columns_are_those_that_the_importer_wants(finals: Finals, tmp_path: Path) -> None:
    """Canvas's importer checks Student, ID and Section, and ids and maxima as it reads them."""
    fill = fill_canvas(finals, table(tmp_path, ADA), "week5")
    head, *rest = fill.files[""].removeprefix(BYTE_ORDER_MARK).splitlines()
    assert head.split(",")[0].endswith("Student") and head.split(",")[1] == "ID"
    assert "Points Possible" in rest[1]
    assert re.search(r",A,9,5\.50,90,90$", rest[2])


def test_same_names_are_no_hindrance(finals: Finals, tmp_path: Path) -> None:
    """Two Annas of one name are told apart by their numbers."""
    written = fill_canvas(finals, table(tmp_path, OTHER_ANNA, ANNA), "week5")
    found = filled(written, tmp_path)
    assert (found["104"], found["103"]) == ("4.00", "4.00")


def test_name_alone_matches_nobody(finals: Finals, tmp_path: Path) -> None:
    """A row whose ids are unknown stays as it is, whatever its name."""
    stranger = ["Lovelace, Ada", "555", "", "al", "A", "", "", "", ""]
    written = fill_canvas(finals, table(tmp_path, *EVERYONE, stranger, TEST_STUDENT), "week5")
    assert filled(written, tmp_path)["555"] == ""
    assert written.unmatched == ()
    assert written.notes == (
        "row 9 (Lovelace, Ada, 555, al): not in the gradebook",
        "row 10 (Student, Test, 999, d3b0): not in the gradebook",
    )


def test_points_without_a_row_are_listed(finals: Finals, tmp_path: Path) -> None:
    """Everyone whose points are in the gradebook and not in the file is named."""
    written = fill_canvas(finals, table(tmp_path, *EVERYONE[1:]), "week5")
    assert written.unmatched == ("ada: has points, and no row",)


def test_doubled_rows_are_left_and_listed(finals: Finals, tmp_path: Path) -> None:
    """Which of them is meant, nobody guesses."""
    again = ["Lovelace, A.", "", "", "ada@uni.example", "B", "", "", "", ""]
    written = fill_canvas(finals, table(tmp_path, *EVERYONE, again), "week5")
    assert written.unmatched == ("ada: is in several rows (4, 9); none of them was filled in",)
    assert filled(written, tmp_path)["101"] == ""


def test_contradicting_ids_are_left_and_listed(finals: Finals, tmp_path: Path) -> None:
    """A row with ada's number and anna's login is neither's."""
    mixed = ["Lovelace, Ada", "101", "", "anna1", "A", "", "", "", ""]
    written = fill_canvas(finals, table(tmp_path, mixed, *EVERYONE[1:]), "week5")
    assert "row 4 (Lovelace, Ada, 101, anna1): may be ada or anna1" in written.unmatched
    assert filled(written, tmp_path)["101"] == ""


def test_who_handed_in_nothing_is_left(finals: Finals, tmp_path: Path) -> None:
    """No zero is written in their place."""
    absent = ["Nemo", "7", "nemo", "nemo", "A", "", "", "", ""]
    written = fill_canvas(finals, table(tmp_path, *EVERYONE, absent), "week5")
    assert written.notes == ("nemo: handed in nothing, row 9 was left as it is",)
    assert filled(written, tmp_path)["7"] == ""


def test_excused_stay_excused(finals: Finals, tmp_path: Path) -> None:
    """Points in its place would take the excuse back."""
    excused = [*ADA[:6], "EX", *ADA[7:]]
    written = fill_canvas(finals, table(tmp_path, excused, *EVERYONE[1:]), "week5")
    assert written.unmatched == ("ada: row 4 was left as it is, excused in Canvas",)
    assert filled(written, tmp_path)["101"] == "EX"


def test_column_must_be_certain(finals: Finals, tmp_path: Path) -> None:
    """The message offers the columns of assignments; one with its number is taken as well."""
    came = table(tmp_path, *EVERYONE)
    with pytest.raises(TableError, match=r"no column is called 'week6'.*'week5 \(12\)'$"):
        fill_canvas(finals, came, "week6")
    assert fill_canvas(finals, came, "week5 (12)") == fill_canvas(finals, came, "week5")


def test_other_maximum_is_refused(finals: Finals, tmp_path: Path) -> None:
    """5.5 of 7 points would be 5.5 of 100."""
    hundred = [*POSSIBLE[:6], "100.00", *POSSIBLE[7:]]
    with pytest.raises(TableError, match="Points Possible is 100, and week5 has 7 points"):
        fill_canvas(finals, table(tmp_path, *EVERYONE, possible=hundred), "week5")


def test_other_file_is_refused(finals: Finals, tmp_path: Path) -> None:
    """A list of names is no gradebook of Canvas."""
    path = tmp_path / "list.csv"
    path.write_text("name,points\nada,\n")
    with pytest.raises(TableError, match=r"Canvas exports, got no column 'ID', 'Section'"):
        fill_canvas(finals, read_table(path), "week5")
