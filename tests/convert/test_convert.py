"""`autograder convert` on an adopted course: the draft, and whether it agrees with the cells."""

from pathlib import Path

import nbformat
import pytest
from adopted_course import ASSIGNMENT, NOTEBOOK, SOLUTION, UNSEEN, hand_in, make_course
from click.testing import CliRunner, Result
from tiny_course import code_cell

from autograder.cli import main

TESTS = {
    "visible": "expected = 1\nassert one() == expected",
    "hidden": (
        "assert square(1) == 1\n### BEGIN HIDDEN TESTS\n"
        f"assert {UNSEEN}, 'a negative number'\n### END HIDDEN TESTS"
    ),
    "partial": "share()",
    "array": "import numpy as np\nassert np.allclose(square(np.array([1, 2])), [1, 4])",
}
# Only the cell's own test sees that an argument is changed before it is looked at again.
TWO_WAYS = {"kept": "import numpy as np\nx = np.array([2])\nassert (square(x) == x * x).all()"}
CHANGES = SOLUTION.replace("return x * x", "y = x * x\n    x *= 0\n    return y")


def run(root: Path, *arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["convert", NOTEBOOK, "--course", str(root), *arguments])


def graders(root: Path) -> Path:
    """Return where the draft lies."""
    return root / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A course whose cells have tests of their own."""
    return make_course(tmp_path / "course", TESTS)


def test_draft_and_cells_agree_on_all_that_is_there(made: Path) -> None:
    """On the reference, on wrong work, and on work that gives nothing back."""
    hand_in(made, "right", SOLUTION)
    hand_in(made, "wrong", SOLUTION.replace("x * x", "abs(x) + x - 1"))
    hand_in(made, "nothing", SOLUTION.replace("return x * x", "pass"))
    result = run(made)
    assert result.exit_code == 0, result.output
    assert "  hidden: 2 criteria drafted, 0 to finish" in result.output
    assert "  partial: 0 criteria drafted, 1 to finish" in result.output
    rows = [line.split() for line in result.output.splitlines()]
    assert ["wrong", "hidden", "0", "of", "2", "1", "of", "2"] in rows
    assert ["nothing", "array", "0", "of", "2", "0", "of", "2"] in rows
    assert ["reference", "partial", "2", "of", "2", "left", "to", "a", "person"] in rows
    assert "The reference and 3 submissions: both ways agree on 16 of 16 cells; of" in result.output
    assert list(made.glob("records/**/*")) == []


def test_where_they_disagree_the_command_fails(tmp_path: Path) -> None:
    """The instructor is shown whom and what to look at."""
    root = make_course(tmp_path / "course", TWO_WAYS)
    hand_in(root, "changes", CHANGES)
    result = run(root)
    assert result.exit_code == 1, result.output
    rows = [line.split() for line in result.output.splitlines()]
    assert ["changes", "kept", "0", "of", "2", "2", "of", "2", "differ"] in rows
    assert "kept differs: the tests raised AssertionError" in result.output
    assert "both ways agree on 1 of 2 cells" in result.output


def test_what_the_reference_loses_is_told_once_with_the_reason(tmp_path: Path) -> None:
    """A given cell without the tag is why drafts differ for everybody: one row names it."""
    solution = SOLUTION + "size = LIMIT * 2\n"
    root = make_course(tmp_path / "course", {"size": "assert size == 6"}, solution)
    for folder in ("source", "release"):
        path = root / folder / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, code_cell("given", "LIMIT = 3", locked=True))
        nbformat.write(notebook, path)
    hand_in(root, "right", solution)
    result = run(root)
    assert result.exit_code == 1, result.output
    assert result.output.count("size differs: ") == 1
    assert "the given cell 'given' defines it" in result.output
    assert "right " not in result.output


def test_file_that_is_there_is_kept(made: Path, tmp_path: Path) -> None:
    """Unless told otherwise, or to write elsewhere."""
    assert run(made, "--no-compare").exit_code == 0
    text = graders(made).read_text()
    graders(made).write_text("import pytest\n")
    refused = run(made, "--no-compare")
    assert refused.exit_code == 1
    assert "is there already; add --force, or name another by --output" in refused.output
    assert graders(made).read_text() == "import pytest\n"
    assert run(made, "--no-compare", "--output", str(tmp_path / "a.py")).exit_code == 0
    assert (tmp_path / "a.py").read_text() == text
    assert run(made, "--no-compare", "--force").exit_code == 0
    assert graders(made).read_text() == text


def test_notebook_without_tests_of_its_own_is_refused(tmp_path: Path) -> None:
    """There is nothing to draft from; a name that is not there is told with those that are."""
    root = make_course(tmp_path / "course", {"last": "# nothing here"})
    graders(root).parent.mkdir(parents=True)
    graders(root).write_text("import pytest\n")
    refused = run(root, "--force")
    assert refused.exit_code == 1
    assert "no cell with tests of its own" in refused.output
    unknown = CliRunner().invoke(main, ["convert", "2_other", "--course", str(root)])
    assert f"no notebook '2_other'; there are: {NOTEBOOK}" in unknown.output
