"""What is installed: wheel and source archive hold all that the commands need, and no test."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from tiny_course import PROJECT

LEFT_OUT = shutil.ignore_patterns("__pycache__")
# It switches on our extension of Jupyter's server.
EXTENSION = "etc/jupyter/jupyter_server_config.d/nbgradient.json"
COMMAND = "from autograder.cli import main; main()"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wheel and a source archive, built from a copy of the project."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "autograder", project / "autograder", ignore=LEFT_OUT)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, project)
    command = [sys.executable, "-m", "build", "--no-isolation", project]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "dist"


def package_files() -> set[str]:
    """Return all files of the package, by their paths in the project."""
    files = (path for path in (PROJECT / "autograder").rglob("*") if path.is_file())
    return {
        path.relative_to(PROJECT).as_posix() for path in files if "__pycache__" not in path.parts
    }


def test_wheel_holds_every_file_of_the_package_and_no_other(built: Path) -> None:
    """Templates, schemas, style sheets and scripts with the code; neither tests nor this course."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    beside = {name for name in inside if ".data/" in name}
    assert [name.partition(".data/data/")[2] for name in beside] == [EXTENSION]
    assert inside - beside == package_files()
    for name in ("record.schema.json", "start/templates/numpy/source/1_line.ipynb"):
        assert f"autograder/{name}" in inside


def test_source_archive_holds_every_file_of_the_package(built: Path) -> None:
    """Whoever builds from it gets the same wheel."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert package_files() <= inside
    assert {"pyproject.toml", "README.md", "LICENSE"} <= inside


def test_package_index_would_take_both(built: Path) -> None:
    """Their metadata is whole, and the description can be shown."""
    command = [sys.executable, "-m", "twine", "check", "--strict", *built.iterdir()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2


def test_wheel_alone_makes_a_course(built: Path, tmp_path: Path) -> None:
    """`autograder init` works from what the wheel holds."""
    shutil.unpack_archive(next(built.glob("*.whl")), tmp_path / "installed", "zip")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "init", "new"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "new" / "release" / "week1").glob("*.ipynb"))
