"""`gradescope/run_autograder`, in folders as Gradescope's container has them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import nbformat
import pytest
from export.test_results import DOCUMENTED
from tiny_course import NOTEBOOK, PROJECT, answered

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def container(course: Path, tmp_path: Path) -> Path:
    """The folders of a container into which two students have handed in one notebook."""
    root = tmp_path / "autograder"
    shutil.copytree(course, root / "source")
    (root / "submission").mkdir()
    nbformat.write(answered(course, RIGHT), root / "submission" / f"{NOTEBOOK}.ipynb")
    users = [{"id": 12, "name": "Bob"}, {"id": 7, "name": "Ada"}]
    (root / "submission_metadata.json").write_text(json.dumps({"id": 1, "users": users}))
    return root


def run(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the script with this environment's commands."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    script = [PROJECT / "gradescope" / "run_autograder", root]
    environment = {**os.environ, "PATH": path}
    return subprocess.run(script, env=environment, capture_output=True, text=True, check=False)


def test_submission_becomes_results(container: Path) -> None:
    """It is graded, and what Gradescope reads lies where it looks."""
    ended = run(container)
    assert ended.returncode == 0, ended.stderr
    found = json.loads((container / "results" / "results.json").read_text())
    jsonschema.validate(found, DOCUMENTED)
    assert (found["score"], found["extra_data"]["student"]) == (4.0, "12-7")


def test_failure_leaves_no_results(container: Path) -> None:
    """So Gradescope asks the instructor, and gives nobody a zero."""
    shutil.rmtree(container / "source" / "tests")
    ended = run(container)
    assert ended.returncode != 0
    assert "no hidden graders" in ended.stderr
    assert not (container / "results").exists()
