"""`autograder mutate` on the small course, in real processes."""

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK, cell

from autograder.cli import main

SOLUTION = """\
def double(x, times=2):
    \"\"\"Return twice x.\"\"\"
    total = 0
    while times > 0:
        total += x
        times -= 1
    return total
"""
GRADERS = """\
import pytest


@pytest.mark.criterion("double")
def test_drawn(student, random):
    number = int(random.integers(10, 1000))
    assert student.double({arguments}) == 2 * number, "wrong"
"""
ENTRY = """
[[equivalent]]
notebook = "1_double"
cell = "double"
before = "{before}"
after = "{after}"
reason = "made up for this test"
"""
HEAD = "def double(x, times=2):"


@pytest.fixture
def looped(course: Path) -> Path:
    """The small course with a reference that can be made to loop for ever, and short limits."""
    path = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell(notebook, "todo_double").source = SOLUTION
    nbformat.write(notebook, path)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Limits.call_seconds = 2.0\n")
    return course


def mutate(course: Path, arguments: str, *options: str) -> Result:
    """Run the command with graders that call `double` with these arguments."""
    graders = course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"
    graders.write_text(GRADERS.format(arguments=arguments))
    line = ["mutate", ASSIGNMENT, "--jobs", "2", *options, "--course", str(course)]
    return CliRunner(env={"COLUMNS": "120"}).invoke(main, line)


def test_strict_graders_kill_all(looped: Path) -> None:
    """Every mutant is killed, those that loop for ever by their limit; status 0."""
    result = mutate(looped, "number", "--cell", "double")
    assert result.exit_code == 0, result.output
    row = next(line for line in result.output.splitlines() if line.startswith(" double "))
    mutants, killed, stopped, survived, equivalent = map(int, row.split()[1:6])
    assert mutants == killed > 20
    assert (stopped, survived, equivalent) == (4, 0, 0)


def test_survivors_and_false_claims_are_told(looped: Path) -> None:
    """Graders that never use the default let its mutants live; the list is held to the truth."""
    entries = [
        (HEAD, HEAD.replace("2", "3")),
        ("total += x", "pass"),
        ("total = 7", "pass"),
    ]
    listed = "".join(ENTRY.format(before=before, after=after) for before, after in entries)
    folder = looped / "solutions" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "equivalent_mutants.toml").write_text(listed)
    result = mutate(looped, "number, 2")
    assert result.exit_code == 1
    assert "equivalent (made up for this test)" in result.output
    assert result.output.count("\nsurvived\n") == 3
    assert "+def double(x, times=0):" in result.output
    assert "`total += x` to `pass` is listed as equivalent, and is killed by" in result.output
    assert "`total = 7` to `pass` is listed as equivalent, and does not exist." in result.output


def test_reference_that_fails_is_told(looped: Path) -> None:
    """Mutants of a reference that does not pass say nothing."""
    result = mutate(looped, "number, 3")
    assert result.exit_code == 1
    assert "the reference itself does not pass (double.drawn)" in result.output


def test_help_has_an_example() -> None:
    """The command's help ends with an example of its use."""
    result = CliRunner().invoke(main, ["mutate", "--help"])
    assert "Example: autograder mutate week5 --notebook 3_clipping" in result.output


def test_unknown_cell_is_told(looped: Path) -> None:
    """The names that there are stand beside the one that there is not."""
    result = mutate(looped, "number", "--cell", "treble")
    assert result.exit_code == 1
    assert "no TODO cell 'treble'; there are: double" in result.output
