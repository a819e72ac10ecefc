"""A course whose notebook is graded by its own test cells, as nbgrader alone would grade it."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tiny_course import cell, code_cell

from autograder.gradebook.gradebook import NbgraderCourse

ASSIGNMENT, NOTEBOOK = "homework", "1_rules"
SOLUTION = """\
import sys

import numpy as np


def one():
    return 1


def square(x):
    return x * x


def share():
    return 2


def warn():
    print("careful", file=sys.stderr)


def work():
    return 1


"""
UNSEEN = "square(-3) == 9"
TESTS = {
    "visible": "expected = 1\nassert one() == expected",
    "state": "assert one() == expected, 'one() is not what was expected above'",
    "hidden": (
        "assert square(1) == 1\n### BEGIN HIDDEN TESTS\n"
        f"# a negative number\nassert {UNSEEN}, 'wrong'\n### END HIDDEN TESTS"
    ),
    "partial": "share()",
    "numpy_partial": "np.float64(share() / 2)",
    "displayed": "warn()\nassert True",
    "hashed": (
        "from hashlib import sha1\n"
        "assert sha1(str(type(one())).encode()).hexdigest() "
        "== sha1(str(int).encode()).hexdigest(), 'type of one() is not int'"
    ),
    "works": "work()\nassert True",
    "last": "assert one() == 1",
}
POINTS = {"numpy_partial": 1}


def make_course(root: Path, tests: dict[str, str] = TESTS, solution: str = SOLUTION) -> Path:
    """Write the source and have nbgrader make the release."""
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    marked = f"### BEGIN SOLUTION\n{solution}### END SOLUTION"
    cells = [code_cell("answers", marked, solution=True)]
    for name, text in tests.items():
        data = {"grade": True, "locked": True, "points": POINTS.get(name, 2)}
        cells.append(code_cell(name, text, **data))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    NbgraderCourse.open(root).release(ASSIGNMENT)
    return root


def released(root: Path) -> NotebookNode:
    """Return the notebook as students got it."""
    return nbformat.read(root / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)


def hand_in(root: Path, student: str, answers: str) -> Path:
    """Write a submission with these answers, and return it."""
    notebook = released(root)
    cell(notebook, "answers").source = answers
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    path = folder / f"{NOTEBOOK}.ipynb"
    nbformat.write(notebook, path)
    return path
