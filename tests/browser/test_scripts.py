"""No script of a student's runs in a page that a teacher or the student opens.

Each piece of hostile content, if it runs, marks the page with an attribute of its own. A page
that nbconvert makes without any cleaning shows that the browser would run them.
"""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in
from traitlets.config import Config

from autograder.gradebook.gradebook import NbgraderCourse
from autograder.limits import Limits
from autograder.tasks import Task, grade_task

Browser = Callable[[str], str]
# The name is put together when it runs, so that showing a source is not running it.
MARK = "document.documentElement.setAttribute('data-ow'+'ned-{}',1)"
MARKED = re.compile(r"data-owned-([\w-]+)")


def script(name: str) -> str:
    """Return a script element that marks the page."""
    return f"<script>{MARK.format(name)}</script>"


def image(name: str) -> str:
    """Return an image that marks the page when it cannot be loaded."""
    return f'<img src="nowhere.png" onerror="{MARK.format(name)}">'


def drawing(name: str) -> str:
    """Return a drawing that marks the page in two ways."""
    run = MARK.format(name)
    return f'<svg xmlns="http://www.w3.org/2000/svg" onload="{run}"><script>{run}</script></svg>'


MARKDOWN = {
    "md-script": script("md-script"),
    "md-image": f"text {image('md-image')} text",
    "md-drawing": drawing("md-drawing"),
    "md-frame": f'<iframe srcdoc="{image("md-frame").replace(chr(34), "&quot;")}"></iframe>',
    "md-details": f'<details open ontoggle="{MARK.format("md-details")}">x</details>',
    "md-mermaid": f"```mermaid\n{image('md-mermaid')}\n```",
    "md-comment": f"<!--> {script('md-comment')} -->",
    "md-table": f"| a |\n|---|\n| {image('md-table')} |",
    "md-math": f"$$ {image('md-math')} $$ \\begin{{equation}}{script('md-math')}\\end{{equation}}",
}
BUNDLES = {
    "out-html": {"text/html": script("out-html") + image("out-html")},
    "out-javascript": {"application/javascript": MARK.format("out-javascript")},
    "out-svg": {"image/svg+xml": drawing("out-svg")},
    "out-markdown": {"text/markdown": image("out-markdown")},
    "out-latex": {"text/latex": f"$${image('out-latex')}$$"},
    "out-plain": {"text/plain": image("out-plain")},
    "out-png": {"image/png": f'AAAA" onerror="{MARK.format("out-png")}'},
    "out-widget": {"application/vnd.jupyter.widget-view+json": script("out-widget")},
    "out-mermaid": {"text/vnd.mermaid": image("out-mermaid")},
}
SIZE = f"1 onerror={MARK.format('out-size')}"
ALT = f'x" onerror="{MARK.format("out-alt")}'
SHOW = "from IPython.display import publish_display_data as _show\n"
PRINTED = f"""
import sys
print({image("out-print")!r})
print("\\x1b[31m" + {image("out-ansi")!r}, file=sys.stderr)
_show({{"image/png": "AAAA"}}, {{"image/png": {{"width": {SIZE!r}, "alt": {ALT!r}}}}})
raise ValueError({image("out-error")!r})
"""
RAISES = f"def double(x):\n    raise ValueError({image('message')!r})  # {script('source')}\n"


def hostile(course: Path) -> NotebookNode:
    """Return a submission with everything in it that might run."""
    notebook = answered(course, RAISES)
    cell(notebook, "written_why").source = image("answer")
    notebook.metadata["title"] = script("title")
    notebook.cells += map(nbformat.v4.new_markdown_cell, MARKDOWN.values())
    notebook.cells.append(nbformat.v4.new_raw_cell(script("raw") + image("raw")))
    shown = "".join(f"_show({bundle!r})\n" for bundle in BUNDLES.values())
    notebook.cells.append(nbformat.v4.new_code_cell(SHOW + shown))
    notebook.cells.append(nbformat.v4.new_code_cell(SHOW + PRINTED))
    return notebook


@pytest.fixture
def graded(course: Path) -> NbgraderCourse:
    """The course with the hostile submission graded and entered."""
    hand_in(course, "eve", hostile(course))
    opened = NbgraderCourse.open(course)
    grade_task(Task(course, ASSIGNMENT, "eve", frozenset([NOTEBOOK]), Limits()))
    opened.autograde(ASSIGNMENT, "eve")
    return opened


def test_browser_runs_what_is_not_cleaned(tmp_path: Path, course: Path, browser: Browser) -> None:
    """Without cleaning these very contents run: the tests below would see it."""
    notebook = hostile(course)
    output = nbformat.v4.new_output("display_data", data=dict(BUNDLES["out-html"]))
    notebook.cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    exporter = HTMLExporter(template_name="classic", config=Config())
    page = tmp_path / "page.html"
    page.write_text(exporter.from_notebook_node(notebook)[0])
    ran = set(MARKED.findall(browser(page.as_uri())))
    assert ran >= {"answer", "md-script", "md-image", "md-table", "out-html"}


def test_nothing_runs_in_feedback(graded: NbgraderCourse, browser: Browser) -> None:
    """The page that the student gets back runs nothing, whatever the submission holds."""
    graded.feedback(ASSIGNMENT, "eve")
    page = graded.root / "feedback" / "eve" / ASSIGNMENT / f"{NOTEBOOK}.html"
    dom = browser(page.as_uri())
    assert MARKED.findall(dom) == []
    assert "double(3) is 6." in dom
    assert "<script" not in page.read_text()


def test_nothing_runs_in_formgrader(
    graded: NbgraderCourse, formgrader: Callable[[str], str], browser: Browser
) -> None:
    """The page on which a person grades runs nbgrader's scripts and none of the student's."""
    with graded.gradebook() as gradebook:
        submission = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "eve").id
    dom = browser(formgrader(f"submissions/{submission}/"))
    assert MARKED.findall(dom) == []
    assert "double(3) is 6." in dom
    assert 'class="score' in dom
    for page in ("manage_submissions/numbers", f"gradebook/{ASSIGNMENT}/{NOTEBOOK}"):
        assert MARKED.findall(browser(formgrader(page))) == []
