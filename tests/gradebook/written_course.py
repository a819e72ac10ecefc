"""A course without any hidden grader: an answer and a task in one notebook, a text in another."""

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tiny_course import PROJECT, nbgrader_data

from autograder.gradebook.gradebook import NbgraderCourse

ESSAYS = "essays"
ESSAY = "1_essay"
READING = "2_reading"


def make_written_course(folder: Path) -> Path:
    """Write the course's files and have nbgrader make the release."""
    source = folder / "source" / ESSAYS
    source.mkdir(parents=True)
    why = markdown("why", "Why?", grade=True, solution=True, points=3)
    task = markdown("survey", "Ask three people.", task=True, locked=True, points=2.5)
    nbformat.write(notebook_of(why, task), source / f"{ESSAY}.ipynb")
    nbformat.write(notebook_of(markdown("text", "Read.", locked=True)), source / f"{READING}.ipynb")
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    NbgraderCourse.open(folder).release(ESSAYS)
    return folder


def hand_in_essay(course: Path, student: str, answer: str | None) -> None:
    """Hand in both notebooks; without an answer as they were released."""
    folder = course / "submitted" / student / ESSAYS
    shutil.copytree(course / "release" / ESSAYS, folder)
    if answer is not None:
        notebook = nbformat.read(folder / f"{ESSAY}.ipynb", as_version=4)
        notebook.cells[0].source = answer
        notebook.cells.append(nbformat.v4.new_markdown_cell("Two said yes, one said no."))
        nbformat.write(notebook, folder / f"{ESSAY}.ipynb")


def markdown(name: str, source: str, **data: object) -> NotebookNode:
    """Return a markdown cell that nbgrader knows by a name."""
    made = nbformat.v4.new_markdown_cell(source, id=name)
    made.metadata["nbgrader"] = nbgrader_data(name, **data)
    return made


def notebook_of(*cells: NotebookNode) -> NotebookNode:
    """Return a notebook for Python."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    return notebook
