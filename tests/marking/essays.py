"""A class that has answered a written question, without any grading."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from gradebook.written_course import ESSAY, ESSAYS, markdown, notebook_of
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from tiny_course import PROJECT

from autograder.gradebook.gradebook import NbgraderCourse
from autograder.records import NotebookGrade
from autograder.store import RecordStore

QUESTION = "Why does the gradient vanish?"
STUB = "YOUR ANSWER HERE"
SCHEME = "Each layer multiplies it by less than one. ### MARK SCHEME: one point for a factor."
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ANSWERS: Mapping[str, str | None] = {
    "ada": "Small slopes multiply: $0.25^9$.",
    "bob": "Small slopes multiply: $0.25^9$.  \n",
    "cy": '<script>alert(1)</script><img src="x" onerror="alert(2)">Look: ![it](attachment:it.png)',
    "dee": STUB,
    "eve": '=HYPERLINK("http://evil.example")',
    "fay": None,
}


def make_essays(folder: Path) -> Path:
    """Write a course in which everyone but fay has handed in; nobody has read anything."""
    _write(folder / "release" / ESSAYS / f"{ESSAY}.ipynb", STUB)
    _write(folder / "source" / ESSAYS / f"{ESSAY}.ipynb", SCHEME)
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    with NbgraderCourse.open(folder).gradebook() as gradebook:
        gradebook.add_assignment(ESSAYS)
        gradebook.add_notebook(ESSAY, ESSAYS)
        gradebook.add_grade_cell("why", ESSAY, ESSAYS, max_score=3, cell_type="markdown")
        gradebook.add_solution_cell("why", ESSAY, ESSAYS)
        for name in ANSWERS:
            gradebook.add_student(name)
            gradebook.add_submission(ESSAYS, name)
    for name, text in ANSWERS.items():
        if text is not None:
            answer(folder, name, text)
    return folder


def answer(course: Path, student: str, text: str) -> None:
    """Store the grade of a notebook with this answer, with a picture attached to it."""
    executed = essay(text)
    executed.cells[1]["attachments"] = {"it.png": {"image/png": PIXEL}}
    grade = NotebookGrade(notebook=ESSAY, key="k", cells=(), executed=executed)
    RecordStore(course / "records" / ESSAYS).save_notebooks(student, {ESSAY: grade})


def essay(text: str) -> NotebookNode:
    """Return the notebook with an answer."""
    question = nbformat.v4.new_markdown_cell(QUESTION, id="question")
    return notebook_of(question, markdown("why", text, grade=True, solution=True, points=3))


def give(course: Path, student: str, points: float, comment: str = "") -> None:
    """Give points as the formgrader does."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        _give(gradebook, student, points, comment)


def held(course: Path) -> dict[str, tuple[float | None, str | None, bool]]:
    """Return points, comment and whether it waits, as the gradebook has them."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        return {name: _held(gradebook, name) for name in ANSWERS}


def _give(gradebook: Gradebook, student: str, points: float, comment: str) -> None:
    grade = gradebook.find_grade("why", ESSAY, ESSAYS, student)
    grade.manual_score, grade.needs_manual_grade = points, False
    gradebook.find_comment("why", ESSAY, ESSAYS, student).manual_comment = comment or None
    gradebook.db.commit()


def _held(gradebook: Gradebook, student: str) -> tuple[float | None, str | None, bool]:
    grade = gradebook.find_grade("why", ESSAY, ESSAYS, student)
    comment = gradebook.find_comment("why", ESSAY, ESSAYS, student)
    return grade.manual_score, comment.manual_comment, grade.needs_manual_grade


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    nbformat.write(essay(text), path)
