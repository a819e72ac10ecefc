"""The feedback page, made by the exporter that nbgrader calls."""

import re
from collections.abc import Mapping
from typing import Any

import nbgrader
import pytest
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from autograder.feedback.mathematics import mathml
from autograder.feedback.notes import page_notes
from autograder.feedback.outputs import grade_outputs
from autograder.feedback.page import TEMPLATE_NAME, TEMPLATES, FeedbackExporter
from autograder.feedback.sanitise import clean_outputs
from autograder.records import CellResult, NotebookGrade, Problem, ProblemKind

MARK = {"autograder": "criteria"}
FORGED = {"text/html": '<div class="criteria">all passed</div>'}


def marked(cell: NotebookNode, name: str, **data: object) -> NotebookNode:
    """Give a cell the metadata that nbgrader's GetGrades leaves in it."""
    known = {"grade": False, "solution": False, "task": False, "grade_id": name, "comment": None}
    cell.metadata["nbgrader"] = NotebookNode({**known, **data})
    return cell


def exported(
    cells: list[NotebookNode], late_penalty: float = 0, notes: Mapping[str, Any] | None = None
) -> str:
    """Export under the configuration that nbgrader itself sets for its feedback."""
    config = Config()
    config.Exporter.default_preprocessors = []
    config.HTMLExporter.template_name = "feedback"
    config.HTMLExporter.extra_template_basedirs = [f"{nbgrader.__path__[0]}/nowhere"]
    grade = {
        "student": "ada <i>",
        "assignment": "week5",
        "notebook": "3_clipping",
        "score": 5.5,
        "max_score": 8,
        "late_penalty": late_penalty,
    }
    exporter = FeedbackExporter(config=config)
    notebook = new_notebook(cells=cells, metadata={"autograder": notes} if notes else {})
    html, _ = exporter.from_notebook_node(notebook, {"nbgrader": grade})
    return str(html)


@pytest.fixture
def page(clipping_cell: CellResult, network_cell: CellResult) -> Tag:
    """Return the page of a notebook with an answer, its check, and a written answer."""
    answer = new_code_cell("def clip_by_value(): ...")
    check = new_code_cell(
        "check_clip_by_value()", outputs=grade_outputs(clipping_cell) + grade_outputs(network_cell)
    )
    written = new_markdown_cell("Because $a < b$.")
    html = exported(
        [
            new_markdown_cell("## clip_by_value\n\n$$\\frac{a}{b}$$\n\n```mermaid\nA --> B\n```"),
            marked(answer, "todo_clip", solution=True, comment="- **none_stays** (1 point lost)"),
            marked(check, "clip_by_value", grade=True, score=2.5, points=5),
            marked(written, "written", grade=True, solution=True, score=3, points=3),
        ]
    )
    return BeautifulSoup(html, "html.parser")


def test_head_shows_total_and_parts(page: Tag) -> None:
    """The head gives the total and a linked line of points for each graded cell."""
    assert page.select_one(".total").get_text() == "5.5 of 8 points"
    lines = [tr.get_text(" ", strip=True) for tr in page.select(".contents tr")]
    assert lines == [
        "clip_by_value check 2.5 of 5 points",
        "written answer, read by a person 3 of 3 points",
    ]
    targets = [a["href"].removeprefix("#") for a in page.select(".contents a")]
    assert all(page.find(id=target).name == "section" for target in targets)


def test_unread_answer_costs_nothing_yet() -> None:
    """What a person has yet to give is told apart from what was earned and what was lost."""
    cells = [
        marked(new_code_cell("1"), "check", grade=True, score=5.5, points=6),
        marked(new_code_cell("1"), "ours", grade=True, score=0, points=1.5, waits=True),
        marked(new_markdown_cell("x"), "w", grade=True, solution=True, score=0, points=0.5),
    ]
    cells[2].metadata.nbgrader["waits"] = True
    head = BeautifulSoup(exported(cells), "html.parser").header
    told = head.select_one(".total").get_text()
    assert told == "5.5 of 6 points so far; 0.5 to be read; 1.5 left to a person"
    points = [td.get_text() for td in head.select(".contents .points")]
    assert points == ["5.5 of 6 points", "left to a person (up to 1.5)", "not read yet (up to 0.5)"]
    assert len(head("meter")) == 1


def test_head_lists_what_failed_and_went_wrong(clipping_cell: CellResult, hostile: str) -> None:
    """Failed criteria are links with their message, after the problems of the run."""
    grade = NotebookGrade(
        notebook="3_clipping",
        key="",
        cells=(clipping_cell,),
        problems=(
            Problem(
                kind=ProblemKind.RUN,
                notebook="3_clipping",
                cell="while True:",
                message="was stopped after 20 s, the limit",
            ),
        ),
        executed={},
    )
    check = marked(new_code_cell("1"), "clip_by_value", grade=True, score=2.5, points=5)
    html = exported([check], notes=page_notes(grade, ungraded=False))
    head = BeautifulSoup(html, "html.parser").header
    assert [li.get_text() for li in head("li")] == [
        "cell 'while True:' was stopped after 20 s, the limit",
        "1 clip_by_value: none stays: " + hostile.replace("`", ""),
        "0.5 clip_by_value: dtype kept: got float32",
    ]
    assert head.h2.get_text() == "What to do next, in order of points"
    assert [a["href"] for a in head.select("li a")] == ["#clip_by_value"] * 2
    assert not head(["script", "b"])


def test_blocks_that_scroll_take_the_focus() -> None:
    """Long code, tall outputs and tables can be scrolled by keyboard; the others are no stops."""
    outputs = [
        new_output("stream", text="line\n" * 40),
        new_output("stream", text="short"),
        new_output("display_data", {"text/html": "<table></table>"}),
    ]
    wide, narrow = f"x = '{'x' * 100}'", "x = '<pre>'"
    cells = [new_code_cell(wide, outputs=outputs), new_code_cell(narrow)]
    page = BeautifulSoup(exported(cells), "html.parser")
    stops = [tag.get_text()[:7] for tag in page.select("[tabindex='0'][aria-label]")]
    assert stops == ["x = 'xx", "line\nli", ""]


def test_table_of_criteria_is_no_stop(page: Tag) -> None:
    """It does not scroll; a table of the student's own cannot pass for it."""
    assert not page.select("[tabindex] .criteria")
    (own,) = clean_outputs([{"output_type": "display_data", "data": FORGED, "metadata": MARK}])
    assert "criteria" not in own.data["text/html"]
    assert not own.metadata


def test_rejected_file_shows_the_reason_and_no_boxes() -> None:
    """The empty assignment is said to be one; only what a person added is framed."""
    why = "not valid JSON (line 4: Expecting value); save it again"
    problem = Problem(kind=ProblemKind.REJECTED, notebook="n", message=why)
    grade = NotebookGrade(notebook="n", key="", cells=(), problems=(problem,), executed={})
    cells = [
        new_markdown_cell(f"**Not graded.** {problem}"),
        marked(new_code_cell("1"), "todo", solution=True, comment="No response."),
        marked(new_code_cell("1"), "check", grade=True, score=0, points=4),
        marked(new_code_cell("1"), "seen", solution=True, comment="Come and see me."),
    ]
    html = exported(cells, notes=page_notes(grade, ungraded=True))
    page = BeautifulSoup(html, "html.parser")
    assert "this is the empty assignment" in page.h2.get_text()
    assert "(line 4: Expecting value); save it again" in page.header.get_text()
    assert "Not graded." not in page.get_text()
    assert "No response." not in page.get_text()
    assert "of 4" not in page.get_text()
    assert [section["id"] for section in page.select("section.framed")] == ["seen"]


def test_ids_are_unique(page: Tag) -> None:
    """A heading with the name of a grade cell does not take its link."""
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_page_needs_no_network_and_no_script(page: Tag) -> None:
    """Nothing is loaded from elsewhere, nothing runs, and the page forbids both."""
    assert not page(["script", "link", "iframe", "object"])
    assert all(img["src"].startswith("data:image/") for img in page("img"))
    assert not re.search(r"url\(|@import", " ".join(style.get_text() for style in page("style")))
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")


def test_check_shows_table_and_figure(page: Tag) -> None:
    """The grade cell holds the table of criteria and the figure with its words."""
    check = page.find(id="clip_by_value")
    assert "None stays in its place." in check.get_text()
    assert "8 vanished" in check.img["alt"]
    assert check.select_one(".heading .points").get_text() == "2.5 of 5 points"


def test_answer_shows_code_and_comment(page: Tag) -> None:
    """The student's own cell holds the code and, below it, what was lost."""
    answer = page.find(id="todo_clip")
    assert "def clip_by_value" in answer.select_one(".highlight").get_text()
    assert "none_stays" in answer.select_one(".comment").get_text()


def test_formulas_are_mathml(page: Tag) -> None:
    """Formulas are drawn by the browser itself; diagrams are shown as their source."""
    assert page.math["display"] == "block"
    assert page.find("mfrac").get_text() == "ab"
    assert "A --> B" in page.get_text()


def test_names_are_escaped(page: Tag) -> None:
    """A student's name is text."""
    assert "ada <i>" in page.header.get_text()


def test_student_outputs_are_text() -> None:
    """Streams, errors and results appear as text, colours of a terminal as such."""
    outputs = [
        new_output("stream", name="stdout", text="\x1b[31m<b>red</b>\x1b[0m"),
        new_output("error", ename="E", evalue="", traceback=["<i>one</i>", "two"]),
        new_output("execute_result", {"text/plain": "<u>"}),
    ]
    page = BeautifulSoup(exported([new_code_cell("1", outputs=outputs)]), "html.parser")
    texts = [pre.get_text().strip() for pre in page.select(".outputs pre")]
    assert texts == ["<b>red</b>", "<i>one</i>\ntwo", "<u>"]


def test_late_penalty_is_told() -> None:
    """A penalty for lateness stands in the list of points."""
    head = BeautifulSoup(exported([], late_penalty=1.5), "html.parser").header
    assert "Late submission" in head.get_text()
    assert "1.5 points" in head.get_text()


def test_template_lies_in_the_package() -> None:
    """The paths that a configuration may name exist."""
    assert (TEMPLATES / TEMPLATE_NAME / "index.html.j2").is_file()


@pytest.mark.parametrize(
    "latex",
    [
        "\\text{<img src=x onerror=alert(1)>}",
        "\\href{javascript:alert(1)}{x}",
        "\\left( x",
        "{" * 999,
    ],
)
def test_hostile_formula_is_harmless(latex: str) -> None:
    """A formula brings in no element but MathML; one that cannot be read is shown as code."""
    page = BeautifulSoup(mathml(latex, display=False), "html.parser")
    assert page.find().name in ("math", "code")
    assert not page(["img", "a"])
    assert not [tag for tag in page.find_all() if {"href", "onerror"} & set(tag.attrs)]


def test_notebooks_not_handed_in_are_named() -> None:
    """Full marks on one page are not full marks where others are missing."""
    cells = [marked(new_code_cell(""), "double", grade=True, score=3, points=3)]
    html = exported(cells, notes={"missing": ["2_explosion", "4_<i>"]})
    page = BeautifulSoup(html, "html.parser")
    assert page.select_one(".missing").get_text() == "Not handed in: 2_explosion, 4_<i>."
    assert BeautifulSoup(exported(cells), "html.parser").select_one(".missing") is None
