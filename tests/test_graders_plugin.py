"""Graders that are run by hand find the reference as their student, in any course."""

import subprocess
import sys
from pathlib import Path

from tiny_course import ASSIGNMENT, NOTEBOOK


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


def test_other_tests_do_not_notice(tmp_path: Path) -> None:
    """The plugin is installed for every run of pytest, and concerns graders of a course alone."""
    (tmp_path / "test_plain.py").write_text("def test_nothing():\n    pass\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", tmp_path], check=False)
    assert done.returncode == 0
