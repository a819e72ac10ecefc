"""`autograder mark`: a table goes out, is filled in, and comes back."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from gradebook.written_course import ESSAY, ESSAYS
from marking.essays import ANSWERS, answer, give, held
from marking.test_answers import answers

from autograder.cli import main
from autograder.spreadsheet import BYTE_ORDER_MARK, read_table, to_csv

Rows = list[list[str]]


def mark(course: Path, *options: str) -> Result:
    """Run the command on the table that lies there."""
    file = course / "marking" / ESSAYS / ESSAY / "why.csv"
    arguments = ["mark", ESSAYS, str(file), "--cell", "why", "--course", str(course), *options]
    return CliRunner().invoke(main, arguments)


def edit(course: Path, change: Callable[[Rows], None], delimiter: str = ",") -> None:
    """Change the rows of the table and save it as a spreadsheet does."""
    path = course / "marking" / ESSAYS / ESSAY / "why.csv"
    table = read_table(path)
    rows = [list(row) for row in table.rows]
    change(rows)
    text = BYTE_ORDER_MARK + to_csv([table.headings, *rows], delimiter)
    path.write_text(text, encoding="utf-8", newline="")


def fill(course: Path, marks: Mapping[str, tuple[str, str]], delimiter: str = ",") -> None:
    """Fill in points and comment by name."""

    def change(rows: Rows) -> None:
        for row in rows:
            row[3:5] = marks.get(row[0], tuple(row[3:5]))

    edit(course, change, delimiter)


@pytest.fixture
def course(essays: Path) -> Path:
    """A course whose table has been written."""
    assert answers(essays).exit_code == 0
    return essays


def test_marks_come_into_the_gradebook(course: Path) -> None:
    """Points and comments; who was left blank stays as before."""
    fill(course, {"ada": ("2.5", "Good, but\r\nwhy?"), "bob": ("3", "")})
    result = mark(course)
    assert result.exit_code == 0, result.output
    assert "ada: no points yet -> 2.5 points; comment: 'Good, but\\nwhy?'" in result.output
    assert "2 marks changed." in result.output
    found = held(course)
    assert found["ada"] == (2.5, "Good, but\nwhy?", False)
    assert found["bob"] == (3.0, None, False)
    assert found["cy"] == (None, None, True)


def test_decimal_comma_and_semicolons_are_understood(course: Path) -> None:
    """So spreadsheets write in many countries."""
    fill(course, {"ada": ("2,5", "")}, delimiter=";")
    assert mark(course).exit_code == 0
    assert held(course)["ada"][0] == 2.5


def test_comment_that_looks_like_a_formula_comes_back(course: Path) -> None:
    """What was put before it for the spreadsheet is taken off again."""
    fill(course, {"ada": ("1", "'- a reason is missing")})
    assert mark(course).exit_code == 0
    assert held(course)["ada"][1] == "- a reason is missing"


@pytest.mark.parametrize("points", ["3.5", "-1", "nan", "inf", "two", "1e9"])
def test_points_out_of_range_stop_all(points: str, course: Path) -> None:
    """The row is named, and not even the good marks are entered."""
    before = held(course)
    fill(course, {"ada": ("1", ""), "eve": (points, "")})
    result = mark(course)
    assert result.exit_code == 1
    assert f"points are '{points}'; expected a number from 0 to 3" in result.output
    assert held(course) == before


def test_every_bad_row_is_named(course: Path) -> None:
    """Unknown names and doubled ones, all at once."""

    def change(rows: Rows) -> None:
        rows[0][0] = "nobody"
        rows.append(list(rows[2]))

    edit(course, change)
    result = mark(course)
    assert "row 2: nobody called 'nobody' has handed in" in result.output
    assert "row 8: " in result.output and "stands in row 4 as well" in result.output


def test_mark_made_in_between_is_a_conflict(course: Path) -> None:
    """Both marks are told, and nothing is entered."""
    fill(course, {"ada": ("1", ""), "bob": ("1", "")})
    give(course, "ada", 2.0)
    result = mark(course)
    assert result.exit_code == 1
    assert "ada: has 2 points since the table was made, the table says 1 points" in result.output
    assert "Nothing was entered" in result.output
    assert (held(course)["ada"][0], held(course)["bob"][0]) == (2.0, None)


def test_same_mark_made_in_between_is_none(course: Path) -> None:
    """Two people who agree do not collide."""
    fill(course, {"ada": ("2", ""), "bob": ("1", "")})
    give(course, "ada", 2.0)
    result = mark(course)
    assert result.exit_code == 0, result.output
    assert "1 mark changed." in result.output


def test_rows_that_nobody_touched_change_nothing(course: Path) -> None:
    """A mark made in between stays where the table has none."""
    fill(course, {"bob": ("1", "")})
    give(course, "ada", 2.0, "Fine.")
    assert mark(course).exit_code == 0
    assert held(course)["ada"] == (2.0, "Fine.", False)


def test_answer_changed_in_between_is_a_conflict(course: Path) -> None:
    """The mark is for what was read."""
    fill(course, {"ada": ("3", "")})
    answer(course, "ada", "Something else.")
    result = mark(course)
    assert "ada: the table was made from another answer" in result.output
    assert held(course)["ada"][0] is None


def test_cells_sorted_away_from_their_row_are_noticed(course: Path) -> None:
    """A column that was sorted by itself gives nobody another's points."""

    def change(rows: Rows) -> None:
        names = [row[0] for row in rows]
        for row, name in zip(rows, reversed(names), strict=True):
            row[0], row[3] = name, "1"

    edit(course, change)
    result = mark(course)
    assert result.output.count("made from another answer") == len(ANSWERS)


def test_second_time_changes_nothing(course: Path) -> None:
    """What is entered is told as no change, and the table goes on being good."""
    fill(course, {"ada": ("1", "")})
    assert mark(course).exit_code == 0
    again = mark(course)
    assert (again.exit_code, again.output) == (0, "0 marks changed.\n")


def test_dry_run_only_tells(course: Path) -> None:
    """The same words, and the gradebook as before."""
    before = held(course)
    fill(course, {"ada": ("1", "")})
    result = mark(course, "--dry-run")
    assert "ada: no points yet -> 1 points" in result.output
    assert "1 mark would change." in result.output
    assert held(course) == before


def test_anonymous_table_finds_its_students(essays: Path) -> None:
    """The course's secret knows who is meant."""
    assert answers(essays, "--anonymous").exit_code == 0

    def change(rows: Rows) -> None:
        for row in rows:
            row[3] = "1" if row[2].startswith("Small slopes") else ""

    edit(essays, change)
    result = mark(essays)
    assert result.exit_code == 0, result.output
    assert not any(f"{name}:" in result.output for name in ANSWERS)
    assert [name for name, found in held(essays).items() if found[0] == 1] == ["ada", "bob"]


def test_comment_alone_leaves_the_points_open(course: Path) -> None:
    """Whether it waits for a person does not change."""
    fill(course, {"ada": ("", "Who has read this?")})
    assert mark(course).exit_code == 0
    assert held(course)["ada"] == (None, "Who has read this?", True)


def test_foreign_table_is_refused(course: Path) -> None:
    """Without what it was made from, nothing tells whether somebody has marked since."""
    path = course / "marking" / ESSAYS / ESSAY / "why.csv"
    path.write_text("student,points\nada,2\n")
    assert "got no column comment, made_from" in mark(course).output
