"""A class whose answers wait to be read."""

import shutil
from pathlib import Path

import pytest
from marking.essays import make_essays


@pytest.fixture(scope="session")
def made_essays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course as it is made; tests get copies."""
    return make_essays(tmp_path_factory.mktemp("essays") / "course")


@pytest.fixture
def essays(made_essays: Path, tmp_path: Path) -> Path:
    """A copy of the course."""
    return Path(shutil.copytree(made_essays, tmp_path / "course"))
