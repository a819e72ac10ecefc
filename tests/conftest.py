"""Fixtures that several folders of tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, make_course

from autograder.course import Course
from autograder.grade.bench import Bench, open_bench
from autograder.limits import Limits


@pytest.fixture(scope="session")
def made_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course as nbgrader releases it; tests get copies."""
    return make_course(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture
def course(made_course: Path, tmp_path: Path) -> Path:
    """A copy of the small course, free to change."""
    return Path(shutil.copytree(made_course, tmp_path / "course"))


@pytest.fixture(scope="session")
def bench(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A copy of the small course with a warm process, kept for the session."""
    limits = Limits(cell_seconds=5, call_seconds=3)
    course = shutil.copytree(made_course, tmp_path_factory.mktemp("bench") / "course")
    with open_bench(Course(course), ASSIGNMENT, limits) as opened:
        yield opened
