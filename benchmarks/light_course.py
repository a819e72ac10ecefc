"""A light course for benchmarks: five small notebooks, and a class that has solved them."""

import shutil
import sys
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from tiny_course import ASSIGNMENT, GRADERS, PROJECT, cell, source_notebook

from autograder.gradebook.gradebook import NbgraderCourse

NOTEBOOKS = tuple(f"{number}_double" for number in range(1, 6))
RIGHT = "def double(x):\n    return x + x\n"


def make_light_course(folder: Path, students: int) -> Path:
    """Write the course, have nbgrader make the release, and hand in for everyone."""
    graders = folder / "tests" / "graders" / ASSIGNMENT
    source = folder / "source" / ASSIGNMENT
    graders.mkdir(parents=True)
    source.mkdir(parents=True)
    (graders / "helper.py").write_text("TWO = 2\n")
    (source / "given.py").write_text("ANSWER = 42\n")
    for name in NOTEBOOKS:
        (graders / f"test_{name}.py").write_text(GRADERS)
        nbformat.write(source_notebook(), source / f"{name}.ipynb")
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    NbgraderCourse.open(folder).release(ASSIGNMENT)
    for student in students_of(students):
        _hand_in(folder, student)
    return folder


def students_of(number: int) -> tuple[str, ...]:
    """Return the names of a class."""
    return tuple(f"student-{each:03}" for each in range(number))


def _hand_in(course: Path, student: str) -> None:
    folder = course / "submitted" / student / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, folder)
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        cell(notebook, "todo_double").source = RIGHT
        cell(notebook, "written_why").source = f"{student} says: because."
        nbformat.write(notebook, path)
