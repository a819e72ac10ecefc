"""axe-core finds nothing serious in our pages: on a screen and a phone, in the light and the dark.

Hidden parts are opened first. A page of faults shows that it would find them.
"""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from feedback.conftest import clipping_cell, network_cell, series  # noqa: F401 - fixtures
from feedback.test_page import exported, marked
from marking.essays import PIXEL
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from report.made_class import Course, make_class

from autograder.feedback.notes import page_notes
from autograder.feedback.outputs import grade_outputs
from autograder.feedback.overview import Overview, Part, overview_page
from autograder.marking.answers import Answer, Mark, grouped
from autograder.marking.page import answers_page
from autograder.marking.question import Question
from autograder.records import CellResult, NotebookGrade
from autograder.report.view import Links
from autograder.report.writing import write_report

pytest.importorskip("axe_core_python", reason="axe-core is not installed")

WIDTHS = (1280, 390)
DARK = "--blink-settings=preferredColorScheme=0"
SERIOUS = {"serious", "critical"}
POLICY = re.compile("<meta[^>]*Content-Security-Policy[^>]*>")
RUN = """<script>
for (const each of document.querySelectorAll("details")) each.open = true;
axe.run(document, { resultTypes: ["violations"] }).then((found) => {
  const told = found.violations.map((each) => [each.impact, each.id, each.nodes[0].html]);
  parent.postMessage({ width: innerWidth, told }, "*");
});
</script>"""
# A browser's window is wider than a phone: the page stands in frames of both widths.
FRAMES = """<title></title><script>
const seen = {};
addEventListener("message", (event) => {
  seen[event.data.width] = event.data.told;
  if (Object.keys(seen).length === WIDTHS) document.title = JSON.stringify(seen);
});
</script>"""
FAULTY = (
    "<html><body><img src='x.png'><p style='color: #bbb; background: #ccc'>pale</p></body></html>"
)

Browser = Callable[..., str]
Violations = dict[str, list[list[str]]]


def look(browser: Browser, page: str, folder: Path, *options: str) -> Violations:
    """Return by width what axe-core finds in a page."""
    script = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    inner, outer = folder / "inner.html", folder / "outer.html"
    run = f"<script>{script.replace('</script', chr(92) + '/script')}</script>{RUN}</body>"
    inner.write_text(POLICY.sub("", page).replace("</body>", run))
    frames = (
        f'<iframe src="{inner.as_uri()}" width="{width}" height="900"></iframe>' for width in WIDTHS
    )
    outer.write_text(FRAMES.replace("WIDTHS", str(len(WIDTHS))) + "".join(frames))
    title = re.search("<title>(.*?)</title>", browser(outer.as_uri(), *options), re.DOTALL)
    assert title is not None
    found: Violations = json.loads(unescape(title[1]))
    return found


@pytest.fixture
def pages(
    tmp_path: Path,
    clipping_cell: CellResult,  # noqa: F811
    network_cell: CellResult,  # noqa: F811
) -> Iterator[dict[str, str]]:
    """The report on a class, a student's page with all kinds of outputs, a total, answers."""
    course = Course(tmp_path / "class")
    sources = make_class(course, 12)
    links = Links(tmp_path / "feedback", tmp_path / "out", "http://x", sources.assignment)
    yield {
        "report": write_report(sources, (), links).read_text(),
        "student": student_page(clipping_cell, network_cell),
        "total": overview_page(
            Overview("week5", "ada", 4, 1, (Part("1_a", 5, 9, 2, graded=True),))
        ),
        "answers": answers_to_a_question(),
    }


def answers_to_a_question() -> str:
    """Return the page of a question with a scheme: a formula, a table, a picture, nothing."""
    asked = new_markdown_cell("Why does the gradient of $\\sigma$ vanish?")
    texts = [
        "As $\\sigma' \\leq 1/4$:\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        f"![](data:image/png;base64,{PIXEL})",
        "",
    ]
    answers = [
        Answer(str(number), new_markdown_cell(text), not text, Mark(1.0, "Which layer?", False))
        for number, text in enumerate(texts)
    ]
    question = Question("week5", "1_a", "why", 3, (asked,), "Two points for *the factor*.")
    return answers_page(question, grouped(answers), {each.student: "ada" for each in answers})


def student_page(*cells: CellResult) -> str:
    """Return a page with criteria, figures, long code, coloured text, an error and a table."""
    outputs = [
        new_output("stream", text="\\x1b[31mred\\x1b[0m \\x1b[38;5;226mpale\\x1b[0m\n" * 40),
        new_output("error", ename="E", evalue="x", traceback=["\\x1b[36mE\\x1b[0m: x"]),
        new_output("display_data", {"text/html": "<table><tr><td>1</td></tr></table>"}),
    ]
    own = new_code_cell(f"def f(x):  # {'long ' * 40}\n    return x", outputs=outputs)
    check = new_code_cell(
        "check()", outputs=[each for cell in cells for each in grade_outputs(cell)]
    )
    grade = NotebookGrade(notebook="n", key="", cells=cells, executed={})
    return exported(
        [
            new_markdown_cell("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
            marked(own, "todo", solution=True, comment="Look again."),
            marked(check, "clip_by_value", grade=True, score=2.5, points=5),
        ],
        notes=page_notes(grade, ungraded=False),
    )


@pytest.mark.parametrize("options", [(), (DARK,)], ids=["light", "dark"])
def test_nothing_serious_is_found(
    pages: dict[str, str], options: tuple[str, ...], browser: Browser, tmp_path: Path
) -> None:
    """Neither on a screen nor on a phone."""
    for name, page in pages.items():
        found = look(browser, page, tmp_path, *options)
        assert set(found) == {str(width) for width in WIDTHS}
        serious = [each for told in found.values() for each in told if each[0] in SERIOUS]
        assert serious == [], name


def test_faults_are_found(browser: Browser, tmp_path: Path) -> None:
    """A picture without words and pale text would be seen, at both widths."""
    for told in look(browser, FAULTY, tmp_path).values():
        assert {"image-alt", "color-contrast"} <= {name for _, name, _ in told}
