"""A class whose downloads are collected."""

import shutil
from pathlib import Path

import pytest
from export.classroom import ASSIGNMENT, NOTEBOOK, make_class


@pytest.fixture(scope="session")
def made_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class as it is made; tests get copies."""
    course = make_class(tmp_path_factory.mktemp("made_class") / "course")
    released = course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    released.parent.mkdir(parents=True)
    released.write_text("{}")
    return course


@pytest.fixture
def classroom(made_class: Path, tmp_path: Path) -> Path:
    """A copy of the class, which has handed in nothing."""
    return Path(shutil.copytree(made_class, tmp_path / "course"))
