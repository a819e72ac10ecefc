"""Fixtures for the course content: the helper package, kernels that know no machinery."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

sys.path.insert(0, str(Path(__file__).parent))
from week5_files import RELEASE, SOURCE

sys.path.insert(0, str(SOURCE))
os.environ.setdefault("MPLBACKEND", "agg")

# As a released folder would find it on a student's machine: nothing of the course's makers.
BLOCKER = """
import sys
from importlib.abc import MetaPathFinder


class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"autograder", "nbgrader", "pytest", "_pytest"}:
            raise ImportError(f"{name} is not for students")


sys.meta_path.insert(0, Blocked())
"""


@pytest.fixture(scope="session")
def execute(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., NotebookNode]:
    """Return a function that runs a notebook in a copy of the release, outside the project."""
    blocker = tmp_path_factory.mktemp("blocker")
    (blocker / "sitecustomize.py").write_text(BLOCKER)
    environment = {**os.environ, "PYTHONPATH": str(blocker), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("MPLBACKEND")

    def run(notebook: NotebookNode, allow_errors: bool = False) -> NotebookNode:
        folder = tmp_path_factory.mktemp("student") / "week5"
        shutil.copytree(RELEASE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        client = NotebookClient(
            notebook,
            timeout=120,
            allow_errors=allow_errors,
            resources={"metadata": {"path": str(folder)}},
        )
        return client.execute(env=environment)

    return run
