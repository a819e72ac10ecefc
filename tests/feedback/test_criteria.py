"""The table of criteria in its three forms."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from autograder.feedback.criteria import criteria_html, criteria_markdown, criteria_text
from autograder.records import CellResult, CriterionResult, Verdict


def parsed(cell: CellResult) -> Tag:
    """Return the table's HTML, parsed."""
    return BeautifulSoup(criteria_html(cell), "html.parser")


def failing(message: str) -> CellResult:
    """Return a cell whose only criterion failed with a message."""
    result = CriterionResult(
        name="c", verdict=Verdict.FAILED, weight=1, credit=0, asked="Asked.", message=message
    )
    return CellResult(notebook="n", cell="c", score=0, max_score=1, criteria=(result,))


def test_rows_say_verdict_and_points(clipping_cell: CellResult) -> None:
    """Each criterion has a row with its verdict in words and its share of the cell's points."""
    rows = [[td.get_text(" ", strip=True) for td in tr("td")] for tr in parsed(clipping_cell)("tr")]
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("✓ passed", "2 of 2"),
        ("✗ failed", "0 of 1"),
        ("○ blocked", "0 of 1"),
        ("◐ partly passed", "0.5 of 1"),
    ]


def test_row_shows_asked_measured_and_hint(clipping_cell: CellResult) -> None:
    """What was asked, what was measured against it, and the hint stand in the row."""
    rows = [tr.get_text(" ", strip=True) for tr in parsed(clipping_cell)("tr")]
    assert "Every value lies within the limit. largest: 0.5 (asked: at most 0.5)" in rows[1]
    assert "Looks like: a list comprehension that meets None" in rows[2]
    assert "share kept: 50 % (asked: 100 %)" in rows[4]


def test_message_is_text_only(clipping_cell: CellResult, hostile: str) -> None:
    """A message quoting a student appears letter by letter and brings in no element."""
    page = parsed(clipping_cell)
    assert hostile in page.get_text()
    assert not page(["script", "b"])


def test_styles_are_inline(clipping_cell: CellResult) -> None:
    """The table brings neither classes nor ids nor handlers, and sets its own colours."""
    tags = parsed(clipping_cell).find_all()
    assert all(set(tag.attrs) <= {"style"} for tag in tags)
    assert all("color" in tag["style"] for tag in parsed(clipping_cell)(["td", "th"]))


def test_headline_of_points(clipping_cell: CellResult) -> None:
    """The headline gives the points and how many criteria passed."""
    assert parsed(clipping_cell).p.get_text() == "2.5 of 5 points; 1 of 4 criteria passed"


def test_headline_of_a_cell_for_a_person(network_cell: CellResult) -> None:
    """A cell without a score is left to a person, and no criterion claims points."""
    page = parsed(network_cell)
    assert page.p.get_text().startswith("Left to a person, who gives up to 18 points")
    assert page("td")[0].get_text(" ", strip=True) == "? left to a person"
    assert page("td")[-1].get_text() == "? of 18"


def test_no_criteria_no_table() -> None:
    """A written answer shows the headline alone."""
    cell = CellResult(notebook="n", cell="written", score=None, max_score=3)
    assert not parsed(cell)("table")
    assert criteria_text(cell) == "Left to a person, who gives up to 3 points"


def test_long_message_is_cut() -> None:
    """A message of a megabyte is cut, and the cut is told."""
    text = parsed(failing("x" * 1_000_000)).get_text()
    assert len(text) < 2000
    assert "998800 characters left out" in text


@pytest.mark.parametrize("unreadable", ["\x1b[31m", "\x00", "\ud800", "\u202e"])
def test_unreadable_characters_are_left_out(unreadable: str) -> None:
    """Terminal colours, NUL, lone surrogates and marks of direction do not reach the page."""
    html = criteria_html(failing(f"before{unreadable}after"))
    assert "beforeafter" in html
    html.encode("utf-8")


def test_text_holds_the_same(clipping_cell: CellResult, hostile: str) -> None:
    """The plain text has headline, verdicts, messages, measurements and hints."""
    lines = criteria_text(clipping_cell).splitlines()
    assert lines[0] == "2.5 of 5 points; 1 of 4 criteria passed"
    assert "✗ failed (0 of 1 points): None stays in its place." in lines
    assert f"    {hostile}" in lines
    assert "    Looks like: a list comprehension that meets None" in lines
    assert "    largest: 0.5 (asked: at most 0.5)" in lines


def test_markdown_lists_what_was_lost(clipping_cell: CellResult) -> None:
    """The comment has one line for each criterion that lost points, and no other."""
    lines = criteria_markdown(clipping_cell).splitlines()
    names = [re.match(r"- \*\*(\w+)\*\* \((.*?) points lost\)", line).groups() for line in lines]
    assert names == [("none_stays", "1"), ("slices_dense", "1"), ("dtype_kept", "0.5")]


def test_markdown_shows_messages_literally(clipping_cell: CellResult, hostile: str) -> None:
    """Rendered by nbconvert, a message is its own text: no HTML, emphasis, code or formula."""
    page = BeautifulSoup(markdown2html_mistune(criteria_markdown(clipping_cell)), "html.parser")
    assert hostile in page.get_text()
    assert {tag.name for tag in page.find_all()} == {"ul", "li", "strong"}


def test_markdown_keeps_one_line_each() -> None:
    """A message of many lines becomes one line of limited length."""
    comment = criteria_markdown(failing("first\n\n# second\n" + "word " * 500))
    assert len(comment.splitlines()) == 1
    assert len(comment) < 400


def test_markdown_is_empty_for_full_marks(network_cell: CellResult) -> None:
    """Where nothing was lost there is no comment; what waits for a person is not lost."""
    assert criteria_markdown(network_cell) == ""
