"""A course of one small notebook, for tests of the framework itself."""

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.gradebook.gradebook import NbgraderCourse

PROJECT = Path(__file__).parent.parent
ASSIGNMENT = "numbers"
NOTEBOOK = "1_double"

SOLUTION = """\
def double(x):
    \"\"\"Return twice x.\"\"\"
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
"""

GRADERS = '''\
import pytest
from helper import TWO


@pytest.mark.criterion("double", weight=2, hint="x is squared instead of doubled")
def test_small(student, measure):
    """double(3) is 6."""
    assert measure("double(3)", student.double(3), asked="6") == 3 * TWO, "double(3): asked was 6"


@pytest.mark.criterion("double", weight=1)
def test_drawn(student, random):
    """double works for any number."""
    number = int(random.integers(10, 1000))
    assert student.double(number) == TWO * number, f"wrong for {number}"


@pytest.mark.criterion("double", weight=1, needs=("small",))
def test_negative(student, measure):
    """double(-1) is -2, with half the credit for the right size."""
    value = student.double(-1)
    measure.credit(abs(value), zero=0, full=4)
    assert value == -2, f"double(-1): asked was -2, got {value}"
'''


def make_course(folder: Path) -> Path:
    """Write the course's files and have nbgrader make the release."""
    graders = folder / "tests" / "graders" / ASSIGNMENT
    graders.mkdir(parents=True)
    (graders / f"test_{NOTEBOOK}.py").write_text(GRADERS)
    (graders / "helper.py").write_text("TWO = 2\n")
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(source_notebook(), source / f"{NOTEBOOK}.ipynb")
    (source / "given.py").write_text("ANSWER = 42\n")
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    NbgraderCourse.open(folder).release(ASSIGNMENT)
    return folder


def add_notebook(course: Path, name: str) -> None:
    """Add a second notebook to the release, the same as the first."""
    for folder in ("source", "release"):
        place = course / folder / ASSIGNMENT
        shutil.copy(place / f"{NOTEBOOK}.ipynb", place / f"{name}.ipynb")
    graders = course / "tests" / "graders" / ASSIGNMENT
    shutil.copy(graders / f"test_{NOTEBOOK}.py", graders / f"test_{name}.py")


def source_notebook() -> NotebookNode:
    """Return the solved notebook: set-up, TODO, check, a written question."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    check = code_cell("double", "assert double(1) == 2", grade=True, locked=True, points=4)
    question = nbformat.v4.new_markdown_cell("Why?", id="written_why")
    data = nbgrader_data("written_why", grade=True, solution=True, points=1)
    question.metadata["nbgrader"] = data
    setup = code_cell("given_setup", "import given", locked=True)
    setup.metadata["tags"] = ["setup"]
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Doubling", id="title"),
        setup,
        code_cell("todo_double", SOLUTION, solution=True),
        check,
        question,
    ]
    return notebook


def released(course: Path) -> NotebookNode:
    """Return the notebook as students got it."""
    path = course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    return nbformat.read(path, as_version=4)


def answered(course: Path, source: str) -> NotebookNode:
    """Return the released notebook with the TODO cell filled in."""
    notebook = released(course)
    cell(notebook, "todo_double").source = source
    return notebook


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell of a grade id."""
    return next(
        each for each in notebook.cells if each.metadata.get("nbgrader", {}).get("grade_id") == name
    )


def hand_in(course: Path, student: str, notebook: NotebookNode | str) -> Path:
    """Write a submission and return its path."""
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NOTEBOOK}.ipynb"
    text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
    path.write_text(text, encoding="utf-8")
    return path


def code_cell(name: str, source: str, **data: object) -> NotebookNode:
    """Return a code cell that nbgrader knows by a name."""
    made = nbformat.v4.new_code_cell(source, id=name)
    made.metadata["nbgrader"] = nbgrader_data(name, **data)
    return made


def nbgrader_data(name: str, **data: object) -> dict[str, object]:
    """Return what nbgrader notes of a cell; what is not named is false."""
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"grade_id": name, "schema_version": 3, **plain, **data}
