"""Fixtures that several folders of tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from tiny_course import ASSIGNMENT, NOTEBOOK, make_course

from autograder.cli.batch import Setup
from autograder.cli.preflight import require_reference
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import REFERENCE
from autograder.limits import Limits
from autograder.tasks import Task, references_of


@pytest.fixture(scope="session")
def made_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course as nbgrader releases it; tests get copies.

    Its reference has been graded whole, so that no copy pays for that again.
    """
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    opened = NbgraderCourse.open(course)
    limits = limits_of(opened.config)
    task = Task(course, ASSIGNMENT, REFERENCE, frozenset([NOTEBOOK]), limits)
    require_reference(Setup(opened, task.read_release(), 1, Console(quiet=True)), task)
    with open_context(Course(course), ASSIGNMENT, limits) as context:
        assert references_of(task.store, True).whole(context, NOTEBOOK).passed
    return course


@pytest.fixture
def course(made_course: Path, tmp_path: Path) -> Path:
    """A copy of the small course, free to change."""
    return Path(shutil.copytree(made_course, tmp_path / "course"))


@pytest.fixture(scope="session")
def context(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseContext]:
    """A copy of the small course with a fork server, kept for the session."""
    limits = Limits(cell_seconds=5, call_seconds=3)
    course = shutil.copytree(made_course, tmp_path_factory.mktemp("context") / "course")
    with open_context(Course(course), ASSIGNMENT, limits) as opened:
        yield opened
