"""The list of known mistakes, and the numbers in the heads of solutions."""

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_course import PROJECT

from autograder.errors import CourseError
from autograder.solutions import Solution
from autograder.verify.catalogue import FILE, mistakes_of, read_catalogue

SOLUTION = Solution(Path("chaff_x.py"), False, "", "n", frozenset(), "-", {})


def test_entries_run_over_lines(tmp_path: Path) -> None:
    """A number, a full stop and a text; headings and paragraphs between them do not count."""
    text = "# Head\n\n1. One\n   goes on.\n\nA paragraph of 3. things\n\n12. Twelve.\n"
    (tmp_path / FILE).write_text(text)
    assert read_catalogue(tmp_path) == {1: "One goes on.", 12: "Twelve."}


def test_no_list_is_an_empty_list(tmp_path: Path) -> None:
    """A course may do without."""
    assert read_catalogue(tmp_path) == {}


def test_number_given_twice_is_told(tmp_path: Path) -> None:
    """Two mistakes of one number could not be told apart."""
    (tmp_path / FILE).write_text("1. One.\n2. Two.\n1. Another.\n")
    with pytest.raises(CourseError, match="numbered twice: 1"):
        read_catalogue(tmp_path)


def test_list_of_week5_has_no_gap() -> None:
    """Numbers are names: the list only ever grows at its end."""
    numbers = list(read_catalogue(PROJECT / "solutions" / "week5"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 50


@pytest.mark.parametrize(
    ("words", "numbers"), [("-", ()), ("5", (5,)), ("6, 14", (6, 14)), ("6 14", (6, 14))]
)
def test_numbers_of_a_head_are_read(words: str, numbers: tuple[int, ...]) -> None:
    """One number, several, or a dash for none."""
    assert mistakes_of(replace(SOLUTION, mistake=words)) == numbers


@pytest.mark.parametrize("words", ["", "five", "5, -", "5; 6"])
def test_other_words_are_told(words: str) -> None:
    """What is neither a number nor a dash is the instructor's slip."""
    with pytest.raises(CourseError, match="chaff_x.py"):
        mistakes_of(replace(SOLUTION, mistake=words))
