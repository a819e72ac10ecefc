"""The table of criteria in its three forms."""

import pytest
from bs4 import BeautifulSoup, Tag

from autograder.feedback.criteria import (
    criteria_html,
    criteria_text,
    with_code,
)
from autograder.records import CellResult, CriterionResult, Fault, FaultKind, Verdict
from autograder.testing.faults import students_words


def parsed(cell: CellResult) -> Tag:
    """Return the table's HTML, parsed."""
    return BeautifulSoup(criteria_html(cell), "html.parser")


def failed(message: str, name: str = "c") -> CriterionResult:
    """Return a criterion that failed with a message."""
    return CriterionResult(
        name=name, verdict=Verdict.FAILED, weight=1, credit=0, asked="Asked.", message=message
    )


def raised(exception: str, place: str = "", name: str = "c") -> CriterionResult:
    """Return a criterion that an exception in the student's process ended."""
    fault = Fault(kind=FaultKind.RAISED, exception=exception, place=place)
    return failed(students_words(fault), name).model_copy(update={"fault": fault})


def cell_of(*criteria: CriterionResult) -> CellResult:
    """Return a cell without points that has these criteria."""
    return CellResult(notebook="n", cell="c", score=0, max_score=1, criteria=criteria)


def failing(message: str) -> CellResult:
    """Return a cell whose only criterion failed with a message."""
    return cell_of(failed(message))


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
    assert "Every value lies within the limit. largest: 0.5 (expected: at most 0.5)" in rows[1]
    assert "Looks like: a list comprehension that meets None" in rows[2]
    assert "share kept: 50 % (expected: 100 %)" in rows[4]


def test_message_is_text_only(clipping_cell: CellResult, hostile: str) -> None:
    """A message quoting a student appears letter by letter and brings in no element."""
    page = parsed(clipping_cell)
    assert hostile.replace("`", "") in page.get_text()
    assert not page(["script", "b"])


def test_backticks_become_code(clipping_cell: CellResult) -> None:
    """What stands between backticks is code, in which HTML is text as everywhere else."""
    code = BeautifulSoup(with_code("keep `<b>a</b>` and `b`; a ` alone stays"), "html.parser")
    assert [tag.get_text() for tag in code("code")] == ["<b>a</b>", "b"]
    assert code.get_text() == "keep <b>a</b> and b; a ` alone stays"
    assert "ticks" in [tag.get_text() for tag in parsed(clipping_cell)("code")]


def test_one_fault_of_all_is_told_once() -> None:
    """Where one exception ended every criterion, one line says so and the rows do not."""
    blocked = CriterionResult(
        name="b", verdict=Verdict.BLOCKED, weight=1, credit=0, asked="Next.", message="needs a"
    )
    cell = cell_of(raised("NameError", "line 2", "a"), raised("NameError", "line 2", "c"), blocked)
    assert criteria_text(cell).splitlines() == [
        "0 of 1 points; 0 of 3 criteria passed",
        "Nothing could be tried: your code raised NameError (line 2).",
        "○ not tried (0 of 0.33 points): Asked.",
        "○ not tried (0 of 0.33 points): Asked.",
        "○ not tried (0 of 0.33 points): Next.",
    ]
    assert parsed(cell).get_text().count("NameError") == 1


def test_cell_as_released_is_not_written_yet() -> None:
    """The exception of the released cell reads as what it means."""
    places = ["", "line 2, in a: `raise NotImplementedError`", "line 9, in b"]
    cell = cell_of(*(raised("NotImplementedError", place) for place in places))
    text = parsed(cell).get_text()
    assert "Not written yet." in text
    assert "NotImplementedError" not in text


@pytest.mark.parametrize(
    "other",
    [
        raised("TypeError"),
        failed("asked was 1, got 2"),
        CriterionResult(name="p", verdict=Verdict.PASSED, weight=1, credit=1, asked="Asked."),
        CriterionResult(name="u", verdict=Verdict.UNJUDGED, weight=1, credit=0, asked="Asked."),
    ],
    ids=["another fault", "an assertion", "passed", "unjudged"],
)
def test_a_fault_of_some_stays_in_its_row(other: CriterionResult) -> None:
    """Where another criterion got further or failed otherwise, each row tells its own story."""
    lines = criteria_text(cell_of(raised("NameError"), other)).splitlines()
    assert lines[1:3] == ["✗ failed (0 of 0.5 points): Asked.", "    your code raised NameError"]


def test_same_assertion_in_all_stays_in_the_rows() -> None:
    """A finding of the graders is no fault that kept them from trying."""
    for said in ("got 2", "your code returned a tuple"):
        assert "not tried" not in criteria_text(cell_of(failed(said, "a"), failed(said, "b")))


def test_styles_are_inline(clipping_cell: CellResult) -> None:
    """The table brings neither ids nor handlers, few classes, and sets its own colours."""
    tags = parsed(clipping_cell).find_all()
    assert all(set(tag.attrs) <= {"style", "class"} for tag in tags)
    # those by which the feedback page stacks the table on phones
    assert {name for tag in tags for name in tag.get("class", ())} == {
        "criteria",
        "verdict",
        "share",
    }
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
    assert "    largest: 0.5 (expected: at most 0.5)" in lines


def test_what_was_given_is_said() -> None:
    """A criterion that passed with earlier functions given names them, as code."""
    result = failed("").model_copy(
        update={"verdict": Verdict.PASSED, "credit": 1, "given": ("clip", "norm")}
    )
    assert "right, given `clip`, `norm`" in criteria_text(cell_of(result))
    assert [code.text for code in parsed(cell_of(result))("code")] == ["clip", "norm"]
