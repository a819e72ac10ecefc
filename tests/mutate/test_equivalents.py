"""The hand-written list of equivalent mutants."""

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.mutate.equivalents import FILE, read_equivalents

ENTRY = """\
[[equivalent]]
notebook = "n"
cell = "f"
before = '''
return [
    1]
'''
after = "return None"
reason = "nobody looks"
"""


def test_lines_are_read_without_indentation(tmp_path: Path) -> None:
    """A change of several lines may be written as it stands in the cell."""
    (tmp_path / FILE).write_text(ENTRY)
    assert read_equivalents(tmp_path) == {("n", "f", "return [\n1]", "return None"): "nobody looks"}


def test_no_list_is_an_empty_list(tmp_path: Path) -> None:
    """A course that claims no equivalence needs no file."""
    assert read_equivalents(tmp_path) == {}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"nobody looks"', '" "', "entry 1 gives no reason"),
        ('cell = "f"', "", "entry 1 needs the texts"),
        ('cell = "f"', "cell = 3", "entry 1 needs the texts"),
        ('cell = "f"', "cell = ", FILE),
    ],
)
def test_list_that_cannot_be_used_is_told(old: str, new: str, words: str, tmp_path: Path) -> None:
    """Each entry has all five texts, and a reason that says something."""
    (tmp_path / FILE).write_text(ENTRY.replace(old, new))
    with pytest.raises(CourseError, match=words):
        read_equivalents(tmp_path)
