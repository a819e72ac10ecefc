"""`autograder adopt`: what it finds in a course, what it adds, and that it adds it once."""

import shutil
from pathlib import Path

import nbgrader
import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook.gradebook import NbgraderCourse

GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
CONFIGURATION = """\
c = get_config()
c.CourseDirectory.course_id = "example"
c.IncludeHeaderFooter.header = "source/header.ipynb"
"""
LINE = "c.Autograde.exporter_class = 'autograder.gradebook.preprocessors.SubmissionExporter'"


def run(*arguments: str | Path, answer: str = "") -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(map(str, arguments)), input=answer)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The course that `nbgrader quickstart` makes, without the comments of its configuration."""
    root = tmp_path / "example"
    ignored = shutil.ignore_patterns("ps1_autotest", "*.pyc", "__pycache__")
    shutil.copytree(GUIDE / "source", root / "source", ignore=ignored)
    (root / "nbgrader_config.py").write_text(CONFIGURATION)
    return root


def everything(root: Path) -> dict[str, bytes]:
    """Return the content of every file."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_example_course_is_adopted_and_graded(example: Path) -> None:
    """nbgrader's example: without a release the command is named; then its own submissions count.

    Their points are those in nbgrader's manual.
    """
    before = everything(example)
    told = run("adopt", example, "--dry-run")
    assert told.exit_code == 0, told.output
    assert "`nbgrader generate_assignment ps1`" in told.output
    assert LINE in told.output
    assert everything(example) == before
    assert run("adopt", example, "--yes").exit_code == 0
    after = everything(example)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {str(example / "nbgrader_config.py")}
    again = run("adopt", example)
    assert "nbgrader_config.py: nothing to add" in again.output
    assert everything(example) == after
    NbgraderCourse.open(example).release("ps1")
    found = run("adopt", example).output
    assert "problem1: 7 grade cells: 3 for a person, 4 with tests of their own" in found
    shutil.copytree(GUIDE / "submitted", example / "submitted")
    graded = run("grade", "ps1", "--course", example, "--jobs", "1")
    assert graded.exit_code == 0, graded.output
    assert "judged inside the student's process: problem1/correct_squares" in graded.output
    with Gradebook(f"sqlite:///{example / 'gradebook.db'}") as gradebook:
        scores = {each.student.id: each.score for each in gradebook.assignment_submissions("ps1")}
    assert scores == {"bitdiddle": 1.5, "hacker": 3}


def test_nothing_is_added_without_a_yes(example: Path) -> None:
    """Whoever says no has the file as it was."""
    before = everything(example)
    assert run("adopt", example, answer="n\n").exit_code == 1
    assert everything(example) == before


def test_what_the_file_says_otherwise_is_told(example: Path) -> None:
    """A list of its own is replaced in words; a layout that is not nbgrader's is refused."""
    file = example / "nbgrader_config.py"
    text = file.read_text()
    file.write_text(
        f'{text}\nc.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute"]\n'
    )
    told = run("adopt", example, "--yes").output
    assert "They replace what the file says now of: autograde_preprocessors" in told
    assert "nothing to add" in run("adopt", example).output
    file.write_text(f'{text}\nc.CourseDirectory.source_directory = "master"\n')
    refused = run("adopt", example, "--yes")
    assert refused.exit_code == 1
    assert "c.CourseDirectory.source_directory: expected 'source', got 'master'" in refused.output


def test_folder_that_is_no_course_is_refused(tmp_path: Path) -> None:
    """Nothing is written there."""
    refused = run("adopt", tmp_path, "--yes")
    assert refused.exit_code == 1
    assert "no nbgrader course" in refused.output
    assert everything(tmp_path) == {}


def test_course_without_a_configuration_gets_one(example: Path) -> None:
    """A course may have none at all."""
    (example / "nbgrader_config.py").unlink()
    assert run("adopt", example, "--yes").exit_code == 0
    assert "nothing to add" in run("adopt", example).output
