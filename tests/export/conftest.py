"""A class that tests may change."""

import shutil
from pathlib import Path

import pytest
from export.classroom import ASSIGNMENT, make_class

from autograder.course import Course
from autograder.export.finals import Finals
from autograder.gradebook.finals import read_finals
from autograder.gradebook.gradebook import NbgraderCourse


@pytest.fixture(scope="session")
def made_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class as it is made; tests get copies."""
    return make_class(tmp_path_factory.mktemp("made_class") / "course")


@pytest.fixture
def classroom(made_class: Path, tmp_path: Path) -> Path:
    """A copy of the class."""
    return Path(shutil.copytree(made_class, tmp_path / "course"))


@pytest.fixture(scope="session")
def finals(made_class: Path) -> Finals:
    """The final points of the class."""
    with NbgraderCourse.open(made_class).gradebook() as gradebook:
        return read_finals(gradebook, Course(made_class), ASSIGNMENT)
