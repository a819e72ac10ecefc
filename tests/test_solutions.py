"""Solution files say of themselves what they are."""

from pathlib import Path

import nbformat
import pytest
from tiny_course import released, source_notebook

from autograder.errors import CourseError
from autograder.solutions import fill_in, read_solution, reference_cells

CHAFF = '''\
"""Chaff: squares instead of doubling, and goes on
over a second line.

notebook: 1_double
loses: double.small, double.drawn,
    double.negative
mistake: 7
"""
# %% double
def double(x):
    return x * x
'''


@pytest.fixture
def chaff(tmp_path: Path) -> Path:
    """A chaff's file."""
    path = tmp_path / "double" / "chaff_squares.py"
    path.parent.mkdir()
    path.write_text(CHAFF)
    return path


def test_head_and_cells_are_read(chaff: Path) -> None:
    """Title, notebook, losses over two lines, mistake and source are found."""
    solution = read_solution(chaff)
    assert solution.title.startswith("squares instead of doubling")
    assert solution.loses == {"double.small", "double.drawn", "double.negative"}
    assert (solution.notebook, solution.mistake, solution.right) == ("1_double", "7", False)
    assert solution.cells == {"double": "def double(x):\n    return x * x"}


@pytest.mark.parametrize(
    ("old", "new"),
    [("Chaff:", "Wheat:"), ("Chaff:", "Draft:"), ("# %% double", "#"), ("notebook: 1_double", "")],
)
def test_head_that_contradicts_itself_is_refused(old: str, new: str, chaff: Path) -> None:
    """A wheat that loses, an unknown kind, no cell, no notebook: told with the file."""
    chaff.write_text(CHAFF.replace(old, new))
    with pytest.raises(CourseError, match="chaff_squares.py"):
        read_solution(chaff)


def test_filling_in_replaces_the_named_cell_only(
    chaff: Path, made_course: Path, tmp_path: Path
) -> None:
    """The chaff's cell stands in the released notebook; every other cell is as released."""
    source = tmp_path / "source.ipynb"
    nbformat.write(source_notebook(), source)
    original = released(made_course)
    filled = fill_in(original, reference_cells(source), [read_solution(chaff)])
    pairs = zip(original.cells, filled.cells, strict=True)
    changed = {before.id: after.source for before, after in pairs if before.source != after.source}
    assert changed == {"todo_double": "def double(x):\n    return x * x"}


def test_filling_an_unknown_cell_is_refused(made_course: Path) -> None:
    """A solution of a cell that the notebook does not have is the instructor's fault."""
    with pytest.raises(CourseError, match="triple"):
        fill_in(released(made_course), {"triple": ""})
