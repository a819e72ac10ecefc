"""The tables of the class report are sorted and filtered by the page's own script."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from report.made_class import Course, make_class

from autograder.report.view import Links
from autograder.report.writing import write_report

# What a person does: sort by points twice, then look for one student. It is noted in the title.
HANDS = """<script>
const table = document.querySelector("#table-students");
const column = () => Array.from(table.tBodies[0].rows, (row) => Number(row.cells[1].dataset.value));
const points = table.querySelectorAll("th button")[1];
const seen = {};
points.click(); seen.rising = column();
points.click(); seen.falling = column();
const words = document.querySelector('form[data-table="table-students"] [name="words"]');
words.value = "student-0007";
words.dispatchEvent(new Event("input", { bubbles: true }));
const rows = Array.from(table.tBodies[0].rows);
seen.left = rows.filter((row) => !row.hidden).map((row) => row.cells[0].textContent);
document.title = JSON.stringify(seen);
</script>"""
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The report of a class of twelve."""
    course = Course(tmp_path / "class")
    sources = make_class(course, 12)
    links = Links(tmp_path / "feedback", tmp_path / "reports", "http://x", sources.assignment)
    return write_report(sources, (), links)


def test_tables_are_sorted_and_filtered(page: Path, browser: Callable[[str], str]) -> None:
    """A click sorts, another one turns the order; what is typed leaves the rows that hold it."""
    by_hand = page.with_name("by_hand.html")
    text = POLICY.sub("", page.read_text()).replace("</body>", f"{HANDS}</body>")
    by_hand.write_text(text)
    title = re.search("<title>(.*?)</title>", browser(by_hand.as_uri()), re.DOTALL)
    assert title is not None
    seen = json.loads(unescape(title[1]))
    assert seen["rising"] == sorted(seen["rising"])
    assert seen["falling"] == sorted(seen["rising"], reverse=True)
    assert seen["rising"][0] < seen["rising"][-1]
    assert seen["left"] == ["student-0007"]


def test_script_runs_under_the_policy_of_the_page(
    page: Path, browser: Callable[[str], str]
) -> None:
    """The page's hash names its own script: the filters are shown, with their counts."""
    assert "12 of 12 shown" in browser(page.as_uri())
