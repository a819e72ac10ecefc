"""CSV files as spreadsheets write and read them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import TableError
from autograder.spreadsheet import as_cell, as_text, in_digits, read_table, to_csv


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1", " =1", "\x00=1"]
)
def test_formula_is_made_text(text: str) -> None:
    """Whatever a spreadsheet would compute begins with an apostrophe."""
    assert as_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ada", "", "a=b", "'t Hooft", "2+2", "Müller"])
def test_ordinary_text_stays(text: str) -> None:
    """Names and sentences are not changed."""
    assert as_cell(text) == as_text(text) == text


@given(st.text(alphabet="'=+-@ \t\nab"))
def test_text_comes_back_as_it_was(text: str) -> None:
    """Reading undoes what writing did, for every text."""
    assert as_text(as_cell(text)) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_table_is_written_as_it_came(delimiter: str, mark: str, tmp_path: Path) -> None:
    """Delimiter and byte order mark stay: whoever made the file reads it again."""
    path = tmp_path / "table.csv"
    text = mark + to_csv([["a", "b"], ["1;2,3\n4", "Jürgen"]], delimiter)
    path.write_bytes(text.encode())
    table = read_table(path)
    assert (table.headings, table.rows) == (("a", "b"), (("1;2,3\n4", "Jürgen"),))
    assert table.to_csv(table.rows) == text


def test_short_rows_are_filled_up(tmp_path: Path) -> None:
    """Spreadsheets leave out empty cells at the end of a row."""
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\n1\n1,2,3,,\n")
    assert read_table(path).rows == (("1", "", ""), ("1", "2", "3"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2,3\n", "row 2 has 3 cells, expected 2"),
        ("Müller,1".encode("latin-1"), "is not UTF-8"),
        (b"a,b\n" + b"x" * (csv.field_size_limit() + 1) + b",2\n", "cannot be read as CSV"),
    ],
)
def test_bad_file_is_told(content: bytes, reason: str, tmp_path: Path) -> None:
    """The message names the file and what is wrong."""
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=f"table.csv: .*{reason}"):
        read_table(path)


def test_numbers_are_digits() -> None:
    """No exponent, no rest of binary fractions, no decimal point without decimals."""
    numbers = [0.1 + 0.2, 12345678.0, 0.0, -0.0, 1e-12, None, 2.5]
    assert list(map(in_digits, numbers)) == ["0.3", "12345678", "0", "0", "0", "", "2.5"]
    assert next(csv.reader(io.StringIO(to_csv([["1"]])))) == ["1"]
