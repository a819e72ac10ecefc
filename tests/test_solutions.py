"""Solution files say of themselves what they are."""

import re
from pathlib import Path

import nbformat
import pytest
from tiny_course import released, source_notebook

from autograder.errors import CourseError
from autograder.solutions import fill_in, read_solution, reference_cells

LOST = "double.small, double.drawn,\n    double.negative"
CHAFF = f'''\
"""Chaff: squares instead of doubling, and goes on
over a second line.

notebook: 1_double
loses: {LOST}
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
    assert solution.title == "squares instead of doubling, and goes on over a second line."
    assert solution.loses == {"double.small", "double.drawn", "double.negative"}
    assert (solution.notebook, solution.mistake, solution.right) == ("1_double", "7", False)
    assert solution.cells == {"double": "def double(x):\n    return x * x"}


WRONG = {
    "begins with 'Wheat:' or 'Chaff:', got 'Draft'": ("Chaff:", "Draft:"),
    "begins with 'Wheat:' or 'Chaff:', got 'Squares instead of": ("Chaff: squares", "Squares"),
    "'notebook:' is missing": ("notebook: 1_double\n", ""),
    "'notebook:' is missing or empty": ("1_double", ""),
    "'loses:' is missing or empty": (
        "loses: double.small, double.drawn,\n    double.negative",
        "loses:",
    ),
    "'loses:' is for a chaff": ("Chaff:", "Wheat:"),
    "the head has 'looses: double.small": ("loses:", "looses:"),
    "its fields are 'notebook:', 'loses:', 'mistake:', 'raises:', 'told:'": (
        "mistake: 7",
        "A remark.",
    ),
    "'mistake:' stands twice": ("mistake: 7", "mistake: 7\nmistake: 8"),
    "no cell, expected a line '# %% <name>'": ("# %% double", "#"),
    "the cell '# %% double' stands twice": ("# %% double", "# %% double\n# %% double"),
}


@pytest.mark.parametrize("words", WRONG)
def test_head_that_is_wrong_is_refused_with_its_field(words: str, chaff: Path) -> None:
    """The instructor reads file and field, and what belongs there."""
    old, new = WRONG[words]
    assert old in CHAFF
    chaff.write_text(CHAFF.replace(old, new, 1))
    with pytest.raises(CourseError, match=re.escape(words)) as refused:
        read_solution(chaff)
    assert str(refused.value).startswith(f"{chaff}: ")


def test_announced_exceptions_are_read(chaff: Path) -> None:
    """Names of exceptions, as many as there are; none where the field is missing."""
    assert read_solution(chaff).raises == frozenset()
    chaff.write_text(CHAFF.replace("mistake: 7", "mistake: 7\nraises: ValueError,\n    KeyError"))
    assert read_solution(chaff).raises == {"ValueError", "KeyError"}


def test_wheat_that_announces_an_exception_is_refused(chaff: Path) -> None:
    """A right solution has nothing to announce."""
    text = re.sub(r"loses:(?s:.*?)mistake: 7", "raises: KeyError", CHAFF)
    chaff.write_text(text.replace("Chaff:", "Wheat:"))
    with pytest.raises(CourseError, match="'raises:' is for a chaff, this is a wheat"):
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


def test_promised_words_are_read(chaff: Path) -> None:
    """Pieces of text, a semicolon between two; none where the field is missing."""
    assert read_solution(chaff).told == ()
    chaff.write_text(CHAFF.replace("mistake: 7", "mistake: 7\ntold: is squared;\n    by 3, too"))
    assert read_solution(chaff).told == ("is squared", "by 3, too")
