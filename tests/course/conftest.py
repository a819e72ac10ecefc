"""Fixtures for the course content: the helper package, kernels that know no machinery."""

import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

sys.path.insert(0, str(Path(__file__).parent))
from week5_files import AMPLE_SECONDS, RELEASE, SOURCE, solved

sys.path.insert(0, str(SOURCE))
os.environ.setdefault("MPLBACKEND", "agg")

THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")

MACHINERY_UNKNOWN = """
for name in ("autograder", "nbgrader", "pytest"):
    try:
        __import__(name)
    except ImportError:
        continue
    raise RuntimeError(f"{name} can be imported here")
"""

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
    # As the worker has it: sums round alike.
    environment |= dict.fromkeys(THREADS, "1")
    environment.pop("OPENBLAS_CORETYPE", None)

    def run(notebook: NotebookNode, allow_errors: bool = False) -> NotebookNode:
        folder = tmp_path_factory.mktemp("student") / "week5"
        shutil.copytree(RELEASE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        client = NotebookClient(
            notebook,
            timeout=AMPLE_SECONDS,
            allow_errors=allow_errors,
            resources={"metadata": {"path": str(folder)}},
        )
        return client.execute(env=environment)

    return run


@pytest.fixture(scope="session")
def solved_run(execute: Callable[..., NotebookNode]) -> Callable[[str], NotebookNode]:
    """Return a function that gives a solved notebook as such a kernel ran it, run once."""

    @cache
    def run(name: str) -> NotebookNode:
        notebook = solved(name)
        notebook.cells.insert(0, new_code_cell(MACHINERY_UNKNOWN, id="machinery_unknown"))
        return execute(notebook)

    return run
