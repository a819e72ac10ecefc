"""What stands ready in the parent of the workers: what an assignment imports, and no more."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT, answered, hand_in

from autograder.course import Course
from autograder.grade.preloading import ALWAYS, KERAS, modules_for
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return 2 * x\n"
COMMAND = "from autograder.cli import main; main()"
LEFT_OUT = ("tensorflow*", "keras*", "__editable__*", "*.pth")


def link(source: str, target: str) -> None:
    """Give a file a second name, or copy it to where it can have none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An interpreter that has all packages of this one, but neither TensorFlow nor Keras."""
    home = tmp_path / "without-tensorflow"
    venv.create(home)
    bare = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    left_out, packages = shutil.ignore_patterns(*LEFT_OUT), sysconfig.get_path("purelib")
    shutil.copytree(packages, bare, ignore=left_out, copy_function=link, dirs_exist_ok=True)
    (bare / "nbgradient.pth").write_text(str(PROJECT))
    return home / "bin" / "python"


def test_course_that_imports_no_framework_has_none_imported(course: Path) -> None:
    """The first seconds of a batch are not spent on what nobody asks for."""
    assert modules_for(Course(course).assignment(ASSIGNMENT)) == ALWAYS


@pytest.mark.parametrize("where", ["notebook", "file", "graders", "audit"])
def test_what_anything_of_an_assignment_imports_is_imported(course: Path, where: str) -> None:
    """Whether a notebook, a file beside it or its graders do, or a grader measures models."""
    line = "import numpy as np, keras\n"
    if where == "notebook":
        path = course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        path.write_text(path.read_text().replace("import given", "import keras, given"))
    elif where == "file":
        (course / "release" / ASSIGNMENT / "more.py").write_text(line)
    else:
        text = line if where == "graders" else "def test_trained(student, audit):\n    pass\n"
        (course / "tests" / "graders" / ASSIGNMENT / "more.py").write_text(text)
    assert modules_for(Course(course).assignment(ASSIGNMENT)) == (*ALWAYS, *KERAS.modules)


def test_numpy_course_is_graded_without_tensorflow(course: Path, python: Path) -> None:
    """Nothing of a batch imports what its course does not."""
    hand_in(course, "ada", answered(course, RIGHT))
    blocked = subprocess.run([python, "-c", "import tensorflow"], capture_output=True, check=False)
    assert b"ModuleNotFoundError" in blocked.stderr
    command = [python, "-c", COMMAND, "grade", ASSIGNMENT, "--course", course]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert record is not None
    assert record.score == 4


def test_new_course_needs_no_tensorflow(tmp_path: Path, python: Path) -> None:
    """`autograder init` makes a course that is tried where TensorFlow cannot be imported."""
    # nbgrader calls `alembic` by name, which the bare environment has no command for.
    tools = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for folder, command in (
        (tmp_path, ["-c", COMMAND, "init", "new"]),
        (tmp_path / "new", ["-m", "pytest", "-q"]),
    ):
        done = subprocess.run(
            [python, *command], cwd=folder, env=tools, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
