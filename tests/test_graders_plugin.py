"""Graders that are run by hand find the reference as their student, in any course."""

import subprocess
import sys
from pathlib import Path

import nbformat
from tiny_course import ASSIGNMENT, NOTEBOOK, code_cell


def test_graders_of_a_course_pass_with_nothing_beside_them(course: Path) -> None:
    """No conftest is to be copied; what the reference fails is reported as by any test."""
    graders = course / "tests" / "graders"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", graders], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    path = graders / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    path.write_text(path.read_text().replace("assert", "assert not"))
    again = subprocess.run([sys.executable, "-m", "pytest", "-q", graders], check=False)
    assert again.returncode == 1


def test_change_that_was_not_released_is_told_in_a_sentence(course: Path) -> None:
    """A TODO cell that is in source/ alone is named, with the command, and no line of ours."""
    path = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(code_cell("todo_half", "half = 2", solution=True))
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "-q", course / "tests" / "graders"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cells that are not in release/: half; " in done.stdout
    assert "Traceback" not in done.stdout and "solutions.py" not in done.stdout


def test_other_tests_do_not_notice(tmp_path: Path) -> None:
    """The plugin is installed for every run of pytest, and concerns graders of a course alone."""
    (tmp_path / "test_plain.py").write_text("def test_nothing():\n    pass\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", tmp_path], check=False)
    assert done.returncode == 0
