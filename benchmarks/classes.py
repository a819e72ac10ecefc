"""Courses and classes for benchmarks: Week 5, and a light course of NumPy."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path
from textwrap import indent

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.demo.classroom import Classroom
from autograder.demo.seats import Seat, seats
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.released import nbgrader_metadata
from autograder.solutions import read_solutions, reference_cells
from autograder.start.templates import assignment_files, course_files

PROJECT = Path(__file__).parent.parent
HERE = Path(__file__).parent
PARTS = ("source", "release", "tests/graders", "solutions")
NAMES = {"week5": "week5", "light": "numbers"}
HIDDEN = """\
try:
{check}
    pass
except Exception as error:
    print(error)
### BEGIN HIDDEN TESTS
import sys; sys.path.insert(0, {folder!r})
from in_kernel import points
{call}
### END HIDDEN TESTS
"""
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ExecutePreprocessor.timeout = 3600
"""


def make_course(kind: str, folder: Path, students: int) -> Path:
    """Write Week 5 or the light course, with a class whose work is right and wrong in turn."""
    assignment = NAMES[kind]
    if kind == "week5":
        for part in PARTS:
            shutil.copytree(PROJECT / part / assignment, folder / part / assignment)
        shutil.copy(PROJECT / "nbgrader_config.py", folder)
    else:
        files = {
            **course_files("light", assignment, "numpy"),
            **assignment_files(assignment, "numpy"),
        }
        for place, data in files.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(data)
    NbgraderCourse.open(folder).release(assignment)
    _hand_in(Course(folder), assignment, students)
    return folder


def _hand_in(course: Course, assignment: str, students: int) -> None:
    released = course.assignment(assignment)
    source = course.root / "source" / assignment
    reference = {name: reference_cells(source / f"{name}.ipynb") for name in released.notebooks}
    room = Classroom(course, released, reference)
    solutions = read_solutions(course.root / "solutions" / assignment)
    kinds = cycle([Seat("the reference", ()), *seats(solutions)])
    for number, seat in enumerate(islice(kinds, students)):
        notebooks = room.solved(seat.solutions)
        texts = {name: nbformat.writes(notebook) for name, notebook in notebooks.items()}
        room.hand_in(f"student-{number:03}", texts)


def make_stock(course: Path, folder: Path, assignment: str) -> Path:
    """Write the same course for stock nbgrader: the criteria stand in its grade cells."""
    folder.mkdir()
    shutil.copytree(course / "source" / assignment, folder / "source" / assignment)
    shutil.copytree(course / "submitted", folder / "submitted")
    shutil.copytree(course / "tests", folder / "tests")
    (folder / "nbgrader_config.py").write_text(STOCK)
    for path in (folder / "source" / assignment).glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        graders = folder / "tests" / "graders" / assignment / f"test_{path.stem}.py"
        _inline(notebook, graders)
        nbformat.write(notebook, path)
    nbgrader(folder, "generate_assignment", assignment, "--create")
    return folder


def _inline(notebook: NotebookNode, graders: Path) -> None:
    """Write the criteria of each grade cell below its visible check, whose failure costs nothing.

    In stock nbgrader a visible check that fails leaves no points, and nothing below it is run.
    """
    for cell in notebook.cells:
        data = nbgrader_metadata(cell)
        if cell.cell_type == "code" and data.get("grade") and not data.get("solution"):
            call = f"points({str(graders)!r}, {data['grade_id']!r}, {data['points']})"
            cell.source = HIDDEN.format(
                check=indent(cell.source, "    "), folder=str(HERE), call=call
            )


def nbgrader(folder: Path, *words: str) -> None:
    """Run a command of stock nbgrader in a course; what it says is shown where it fails."""
    tools = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    environment["JUPYTER_CONFIG_DIR"] = str(folder / ".jupyter")
    command = [str(tools / "nbgrader"), *words]
    ran = subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{' '.join(words)}: {ran.stderr[-3000:]}")


def scores(course: Path, assignment: str) -> dict[str, float]:
    """Return the automatic points of every grade cell in the gradebook, by student and cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            f"{submission.student_id}/{notebook.name}/{grade.name}": grade.auto_score
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.auto_score is not None
        }


def equal_share(theirs: Mapping[str, float], mine: Mapping[str, float]) -> float:
    """Return the share of grade cells that have the same points in both gradebooks."""
    return statistics.mean(theirs.get(cell) == points for cell, points in mine.items())


def fresh(course: Path, folder: Path) -> Path:
    """Copy a course, in the place of an earlier copy."""
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(course, folder))


def class_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of what every comparison of ways to grade a class is asked for."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    return parser
