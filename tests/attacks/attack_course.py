"""A course with two TODO cells, for submissions that attack one of them or the grading itself.

Its hidden files hold words that nobody outside may ever see: `MARKS`.
"""

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tiny_course import PROJECT, code_cell, nbgrader_data

from autograder.gradebook.gradebook import NbgraderCourse

ASSIGNMENT = "sums"
NOTEBOOK = "1_sums"
POINTS = {"total": 4.0, "scaled": 6.0}

GRADER_MARK = "wychelm-in-the-graders"
ENVIRONMENT_MARK = "rowan-in-the-environment"
NEIGHBOUR_MARK = "alder-in-a-neighbour"
MARKS = (GRADER_MARK, ENVIRONMENT_MARK, NEIGHBOUR_MARK)

SETUP = "import numpy as np\nimport tensorflow as tf\nimport given"

SOLUTIONS = {
    "total": '''\
def total(values):
    """Return the sum of a list of numbers as a float."""
    ### BEGIN SOLUTION
    result = 0.0
    for value in values:
        result += value
    return result
    ### END SOLUTION
''',
    "scaled": '''\
def scaled(x, factor):
    """Return every element of an array times a factor."""
    ### BEGIN SOLUTION
    return np.asarray(x) * factor
    ### END SOLUTION
''',
}

# What every honest submission holds, and an attack where it leaves a cell alone.
ANSWERS = {
    "total": f"def total(values):\n    return float(sum(values))  # {NEIGHBOUR_MARK}\n",
    "scaled": "def scaled(x, factor):\n    return np.multiply(x, factor)\n",
}

GRADERS = f'''\
import numpy as np
import pytest

from autograder.testing.checks import as_array, as_float

SECRET = "{GRADER_MARK}"


@pytest.mark.criterion("total", weight=1)
def test_small(student):
    """total([1, 2, 3.5]) is 6.5."""
    value = as_float(student.total([1.0, 2.0, 3.5]), "total([1, 2, 3.5])")
    assert value == 6.5, f"total([1, 2, 3.5]): asked was 6.5, got {{value:.100g}}"


@pytest.mark.criterion("total", weight=2)
def test_drawn(student, random):
    """total works for any list."""
    for size in (3, 7):
        values = [float(value) for value in random.integers(1, 1000, size)]
        value = as_float(student.total(values), "total of a list")
        assert value == sum(values), f"total of {{size}} numbers is wrong"


@pytest.mark.criterion("total", weight=1)
def test_argument_kept(student):
    """total leaves its argument as it was."""
    kept = student.keep([3.0, 1.0, 2.0])
    value = as_float(student.total(kept), "total of a list")
    assert value == 6.0, f"total([3, 1, 2]): asked was 6, got {{value:.100g}}"
    assert student.fetch(kept) == [3.0, 1.0, 2.0], "the list was changed"


@pytest.mark.criterion("scaled", weight=1)
def test_row(student):
    """scaled of a row of numbers."""
    value = as_array(student.scaled(np.array([1.0, -2.0, 4.0]), 0.5), "scaled")
    assert value.shape == (3,), f"asked was the shape (3,), got {{value.shape}}"
    assert np.array_equal(value, [0.5, -1.0, 2.0]), "scaled([1, -2, 4], 0.5) is wrong"


@pytest.mark.criterion("scaled", weight=1)
def test_matrix_drawn(student, random):
    """scaled works for any matrix and factor."""
    x, factor = random.normal(size=(4, 3)), float(random.normal())
    value = as_array(student.scaled(x, factor), "scaled")
    assert value.shape == x.shape, f"asked was the shape {{x.shape}}, got {{value.shape}}"
    assert np.allclose(value, x * factor), "a matrix that is drawn comes out wrong"
'''

LIMITS = """
c.Limits.data_bytes = 1 << 30
c.Limits.notebook_output_bytes = 24 << 20
c.Grading.carry_forward = True
"""


def make_attack_course(folder: Path) -> Path:
    """Write the course's files and have nbgrader make the release."""
    graders = folder / "tests" / "graders" / ASSIGNMENT
    graders.mkdir(parents=True)
    (graders / f"test_{NOTEBOOK}.py").write_text(GRADERS)
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(_source(), source / f"{NOTEBOOK}.ipynb")
    (source / "given.py").write_text("ANSWER = 42\n")
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(LIMITS)
    NbgraderCourse.open(folder).release(ASSIGNMENT)
    return folder


def honest(course: Path) -> NotebookNode:
    """Return the released notebook with both TODO cells answered."""
    notebook = nbformat.read(course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    for name, answer in ANSWERS.items():
        todo(notebook, name).source = answer
    return notebook


def todo(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the TODO cell in which a function is to be defined."""
    wanted = f"todo_{name}"
    return next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == wanted
    )


def submission(course: Path, student: str) -> Path:
    """Make the folder of a submission and return it."""
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    return folder


def _source() -> NotebookNode:
    notebook = nbformat.v4.new_notebook()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    setup = code_cell("given_setup", SETUP, locked=True)
    setup.metadata["tags"] = ["setup"]
    question = nbformat.v4.new_markdown_cell("Why?", id="written_why")
    question.metadata["nbgrader"] = nbgrader_data(
        "written_why", grade=True, solution=True, points=1
    )
    notebook.cells = [nbformat.v4.new_markdown_cell("# Sums", id="title"), setup]
    for name, solution in SOLUTIONS.items():
        notebook.cells.append(code_cell(f"todo_{name}", solution, solution=True))
        check = f"assert {name} is not None"
        notebook.cells.append(code_cell(name, check, grade=True, locked=True, points=POINTS[name]))
    notebook.cells.append(question)
    return notebook
