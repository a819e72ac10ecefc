"""`autograder check` on the small course's notebook, in a folder of the student's own."""

import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbformat import NotebookNode
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, released

from autograder.cli import main
from autograder.folders import MOST_FILES
from autograder.sandbox.levels import LIMITS_ONLY
from autograder.sandbox.probe import probe

RIGHT = "def double(x):\n    return x + x\n"
WORDS = """\
class CheckFailed(AssertionError):
    pass


def double(x):
    raise CheckFailed("double(1)\\n  expected: 2\\n  came:     3")
"""


@pytest.fixture
def folder(made_course: Path, tmp_path: Path) -> Path:
    """What a student downloads: the release, and nothing of the course."""
    return Path(shutil.copytree(made_course / "release" / ASSIGNMENT, tmp_path / "own"))


def check(folder: Path, notebook: NotebookNode | str) -> Result:
    """Save a notebook in the folder, and check it."""
    path = folder / f"{NOTEBOOK}.ipynb"
    path.write_text(notebook if isinstance(notebook, str) else nbformat.writes(notebook))
    return CliRunner().invoke(main, ["check", str(path)])


def test_right_notebook_passes_and_says_where_it_ran(made_course: Path, folder: Path) -> None:
    """Status 0, one line for the check, and the sandbox level in words."""
    notebook = answered(made_course, RIGHT)
    cell(notebook, "written_why").source = "Because."
    result = check(folder, notebook)
    assert result.exit_code == 0, result.output
    place, line, total = result.output.splitlines()
    assert f"(level: {probe().name})" in place
    assert line.split() == ["passed", "double"]
    assert total == "1 of 1 checks passed."


def test_released_notebook_is_not_written_yet(made_course: Path, folder: Path) -> None:
    """Status 1, and what is to be done in place of a traceback."""
    result = check(folder, released(made_course))
    assert result.exit_code == 1
    assert "not written yet   double: replace the line" in result.output
    assert "not answered yet  written_why" in result.output
    assert "0 of 1 checks passed." in result.output
    assert "Traceback" not in result.output


def test_failed_assertion_shows_its_line(made_course: Path, folder: Path) -> None:
    """An assertion without words of its own is quoted."""
    result = check(folder, answered(made_course, "def double(x):\n    return 3 * x\n"))
    assert result.exit_code == 1
    assert "failed            double: AssertionError: `assert double(1) == 2`" in result.output


def test_check_speaks_in_its_own_words(made_course: Path, folder: Path) -> None:
    """What a check says stands there as in the notebook, line by line."""
    result = check(folder, answered(made_course, WORDS))
    assert "double: double(1)\n    expected: 2\n    came:     3\n" in result.output


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def double(x)\n    return x\n", "todo_double: SyntaxError: "),
        (f"{RIGHT}import nothing_like_this", "todo_double: ModuleNotFoundError: "),
        ("import os\nos._exit(3)", "todo_double: StudentDied: the process ended itself"),
    ],
)
def test_cell_that_raises_above_a_check_is_told(
    made_course: Path, folder: Path, source: str, told: str
) -> None:
    """Whoever reads that a name is missing reads why; what was defined before still counts."""
    result = check(folder, answered(made_course, source))
    assert f"raised            {told}" in result.output
    assert result.exit_code == (0 if source.startswith(RIGHT) else 1)


def test_missing_file_is_told(made_course: Path, folder: Path) -> None:
    """Without the files that came with it the first cell says what is missing."""
    (folder / "given.py").unlink()
    result = check(folder, answered(made_course, RIGHT))
    assert "given_setup: ModuleNotFoundError: No module named 'given'" in result.output


def test_changed_check_does_not_pass(made_course: Path, folder: Path) -> None:
    """A check that was made to pass is no check: status 1, and what to do."""
    notebook = answered(made_course, "def double(x):\n    return 3 * x\n")
    cell(notebook, "double").source = "assert double(1) == 3"
    result = check(folder, notebook)
    assert result.exit_code == 1
    assert "changed           double: it is not as it was handed out" in result.output


def test_notebook_reads_nothing_outside_of_its_folder(made_course: Path, folder: Path) -> None:
    """A notebook of somebody else's may be checked: its own files are there, others are not."""
    if probe().name == LIMITS_ONLY:
        pytest.skip("there is no sandbox on this machine")
    secret = folder.parent / "secret.txt"
    secret.write_text("2")
    (folder / "number.txt").write_text("2")
    reads = "def double(x):\n    return int(open({!r}).read())\n"
    assert check(folder, answered(made_course, reads.format("number.txt"))).exit_code == 0
    result = check(folder, answered(made_course, reads.format(str(secret))))
    assert result.exit_code == 1
    assert "Error: [Errno" in result.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not valid JSON"),
        ("{}", "not a notebook"),
        (nbformat.writes(nbformat.v4.new_notebook()), "holds no checks"),
    ],
)
def test_file_that_is_no_notebook_with_checks_is_refused(
    folder: Path, text: str, told: str
) -> None:
    """Status 2, the file's name and what is wrong with it."""
    result = check(folder, text)
    assert result.exit_code == 2
    assert f"{NOTEBOOK}.ipynb: " in result.output
    assert told in " ".join(result.output.split())


def test_missing_notebook_is_told_with_those_that_are_there(folder: Path) -> None:
    """Status 2 for a wrong name and for a folder; the right names stand beside."""
    for wrong in (folder, folder / "1_duoble.ipynb"):
        result = CliRunner().invoke(main, ["check", str(wrong)])
        assert result.exit_code == 2
        assert f"{NOTEBOOK}.ipynb" in result.output


def test_folder_full_of_other_files_is_refused(made_course: Path, folder: Path) -> None:
    """Nobody waits until a whole home has been read; hidden folders do not count."""
    for place in ("other", ".venv"):
        (folder / place).mkdir()
        for number in range(MOST_FILES):
            (folder / place / f"{number}.txt").touch()
    result = check(folder, answered(made_course, RIGHT))
    assert result.exit_code == 2
    assert "a folder of its own" in " ".join(result.output.split())
    shutil.rmtree(folder / "other")
    assert check(folder, answered(made_course, RIGHT)).exit_code == 0
