"""The page of a class: whole, safe, small, and sorted and filtered in a browser."""

import re
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from effort import THOROUGH
from report.made_class import Course, make_class

from autograder.report.reading import Sources
from autograder.report.view import Links
from autograder.report.writing import write_report

HOSTILE = "<script>alert('x')</script>"


def written(course: Course, sources: Sources) -> Path:
    """Return the page of a class."""
    folder = course.folder
    places = folder / "feedback", folder / "reports", "http://grader", sources.assignment
    links = Links(*places, folder / "marking")
    return write_report(sources, (), links)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a class of 20."""
    course = Course(tmp_path_factory.mktemp("class"))
    return written(course, make_class(course, 20))


def test_page_needs_nothing_from_elsewhere(page: Path) -> None:
    """No address of another server is loaded, and only the page's own script may run."""
    soup = BeautifulSoup(page.read_text(), "html.parser")
    assert not soup.select("link, img[src^=http], script[src], iframe")
    assert "script-src 'sha256-" in soup.select_one("meta[http-equiv]")["content"]


def test_first_screen_answers(page: Path) -> None:
    """It says what most failed, whom to talk to, what waits, and which grader to look at."""
    soup = BeautifulSoup(page.read_text(), "html.parser")
    cards = {card.h2.text: card for card in soup.select(".glance .card")}
    assert len(cards["Most failed"].select("li")) == 3
    assert cards["Talk to first"].select("li strong")
    waits = cards["Waits for you"]
    assert "Written answers to read" in waits.text
    assert waits.a["href"] == "http://grader/gradebook/gradients/1_vanishing"
    assert cards["Graders to look at"].select(".flag")
    assert "never-seen" in cards["The class"].text


def test_links_lead_to_pages_that_exist(tmp_path: Path) -> None:
    """A student's notebook is a link where its feedback is written, and plain text where not."""
    course = Course(tmp_path)
    sources = make_class(course, 3)
    feedback = tmp_path / "feedback" / "student-0001" / sources.assignment / "1_vanishing.html"
    feedback.parent.mkdir(parents=True)
    feedback.touch()
    page = written(course, sources)
    soup = BeautifulSoup(page.read_text(), "html.parser")
    links = [link["href"] for link in soup.select("#table-students a")]
    assert [(page.parent / link).resolve() for link in links] == [feedback.resolve()]


def test_answers_that_wait_are_linked_where_they_are_gathered(tmp_path: Path) -> None:
    """The page of `autograder answers` once it is written, and until then how to write it."""
    course = Course(tmp_path)
    sources = make_class(course, 6)
    answers = tmp_path / "marking" / sources.assignment / course.notebooks[0] / "written.html"
    for there in (False, True):
        if there:
            answers.parent.mkdir(parents=True)
            answers.touch()
        page = written(course, sources)
        soup = BeautifulSoup(page.read_text(), "html.parser")
        found = [link["href"] for link in soup.find_all("a", string="All answers on one page")]
        assert {(page.parent / link).resolve() for link in found} == ({answers} if there else set())
        assert f"autograder answers {sources.assignment}" in soup.get_text()


def test_what_students_wrote_is_no_markup(tmp_path: Path) -> None:
    """Names, findings and code of students are shown, and run nothing."""
    course = Course(tmp_path)
    sources = make_class(course, 6)
    for path in course.store.folder.rglob("*.json"):
        text = path.read_text().replace("The sign of", f"{HOSTILE} of")
        path.write_text(text.replace("return x", f"return {HOSTILE}"))
    page = written(course, sources).read_text()
    assert escape(HOSTILE).replace("&#x27;", "&#39;") in page
    assert HOSTILE not in page
    assert len(re.findall("<script", page)) == 1


def test_large_class_is_small(tmp_path: Path) -> None:
    """The page of 500 stays below 5 MB; every student and criterion has its row."""
    course, size = Course(tmp_path, cells=5, criteria=8), 500 if THOROUGH else 50
    page = written(course, make_class(course, size))
    assert page.stat().st_size < 10_000 * size
    soup = BeautifulSoup(page.read_text(), "html.parser")
    assert len(soup.select("#table-students tbody tr")) == size
    assert len(soup.select("#table-criteria tbody tr")) == 3 * 5 * 8
