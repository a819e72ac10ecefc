"""The formgrader's page of a submission, as markers see it."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.server_extensions.formgrader.handlers import template_path
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in
from traitlets.config import Config

from autograder.gradebook.formgrader import MarkersExporter
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.tasks import Task, grade_task

SHOWS = r"""
from IPython.display import Latex, display
display(Latex(r"$\frac{1}{2}$"))
display(Latex("$<img src=x onerror=alert(1)>$"))
def double(x):
    return x + x
"""
SCHEME = """One half.

### BEGIN MARK SCHEME
One point for $\\frac{a}{b}$.
### END MARK SCHEME
"""


@pytest.fixture
def page(made_course: Path, tmp_path: Path) -> str:
    """The page of ada's notebook, with a formula of hers in an answer and in an output."""
    course = Path(shutil.copytree(made_course, tmp_path / "course"))
    path = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    solved = nbformat.read(path, as_version=4)
    cell(solved, "written_why").source = SCHEME
    nbformat.write(solved, path)
    notebook = answered(course, SHOWS)
    cell(notebook, "written_why").source = r"Because $\sqrt{x}$."
    hand_in(course, "ada", notebook)
    opened = NbgraderCourse.open(course)
    grade_task(Task(course, ASSIGNMENT, "ada", frozenset([NOTEBOOK]), limits_of(opened.config)))
    opened.autograde(ASSIGNMENT, "ada")
    graded = course / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    before = graded.read_text()
    shown = {"template_name": "formgrade", "extra_template_basedirs": [template_path]}
    exporter = MarkersExporter(config=Config({"HTMLExporter": shown}))
    text, _ = exporter.from_filename(
        str(graded), resources={"base_url": "", "index": 0, "total": 1}
    )
    assert graded.read_text() == before
    opened.feedback(ASSIGNMENT, "ada")
    given = (course / "feedback" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert "MARK SCHEME" not in given
    return str(text)


def test_markers_see_formulas_and_scheme_without_a_network(page: str) -> None:
    """In the answer, in an output and in the marking scheme above the answer; no frame is red."""
    soup = BeautifulSoup(page, "html.parser")
    drawn = [re.sub(r"\s", "", each.get_text()) for each in soup.find_all("math")]
    assert {"12", "ab", "x"} <= set(drawn)
    scripts = [str(each.get("src", "")) for each in soup.find_all("script")]
    assert not [source for source in scripts if source.startswith(("http", "//"))]
    text = soup.get_text(" ", strip=True)
    assert text.index("Marking scheme") < text.index("One point for") < text.index("Because")
    assert "#notebook img { border: 0; }" in page
    assert "onerror" not in {name for each in soup.find_all(True) for name in each.attrs}
