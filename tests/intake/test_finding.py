"""What lies in a student's folder is read, once, and under limits."""

from pathlib import Path

import nbformat
import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.course import Course
from autograder.intake import finding
from autograder.intake.choosing import Choice
from autograder.limits import Limits

MINE = "def double(x):\n    return x + x\n"


def choice(course: Path, student: str = "ada") -> Choice:
    """Return what counts for the notebook."""
    opened = Course(course)
    return finding.find(opened, opened.assignment(ASSIGNMENT), student, Limits())[NOTEBOOK]


@pytest.mark.parametrize("level", [0, 1])
def test_linked_folder_is_refused(level: int, course: Path) -> None:
    """A folder that is a link would hand in another student's work."""
    folder = hand_in(course, "ada", answered(course, MINE)).parent
    eve = course / "submitted" / "eve"
    if level:
        eve.mkdir()
    (eve / ASSIGNMENT if level else eve).symlink_to(folder if level else folder.parent)
    refused = choice(course, "eve")
    assert refused.reason == "its folder is a link; submit the folder itself"
    assert not refused.waits


def test_link_under_another_name_hands_in_nothing(course: Path) -> None:
    """It is not followed, and waits as what was not understood."""
    path = hand_in(course, "ada", answered(course, MINE))
    folder = course / "submitted" / "eve" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "copy.ipynb").symlink_to(path)
    found = choice(course, "eve")
    assert found.document is None
    assert "not a plain file" in found.reason


def test_reason_is_whole_whatever_the_name_of_the_file(course: Path) -> None:
    """It is a fact beside the name, and no part of a sentence to be cut."""
    folder = hand_in(course, "eve", answered(course, MINE)).parent
    (folder / f"{NOTEBOOK}.ipynb").unlink()
    (folder / "copy: mine.ipynb").symlink_to(course)
    place = f"{ASSIGNMENT}/copy: mine.ipynb"
    told = f"understood: {place!r} not a plain file (a link or a folder); submit it again"
    assert choice(course, "eve").reason.endswith(told)


def test_files_are_read_anew_when_they_change(course: Path) -> None:
    """What was read is kept for as long as it is true."""
    hand_in(course, "ada", answered(course, MINE))
    first = choice(course)
    hand_in(course, "ada", answered(course, MINE + "# again\n"))
    assert choice(course).document != first.document


def test_file_that_our_permissions_hide_waits(
    monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    """No student's zero."""
    hand_in(course, "ada", answered(course, MINE))
    monkeypatch.setattr("autograder.intake.reading.PACKAGE", str(course))
    found = choice(course)
    assert found.waits
    assert "could not be read" in found.reason


def test_no_more_files_are_opened_than_anybody_needs(
    monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    """The one at its place is opened first; the first that is not opened is named."""
    monkeypatch.setattr(finding, "MOST_FILES", 2)
    folder = hand_in(course, "ada", answered(course, "x = (")).parent
    for number in range(3):
        nbformat.write(answered(course, f"x = {number}"), folder.parent / f"{number}.ipynb")
    found = choice(course)
    assert "x = (" in found.document.cells if found.document else False
    assert "'0.ipynb'" in found.said[0]


def test_files_that_take_long_to_be_refused_are_soon_no_longer_opened(
    monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    """An archive of next to no bytes can hold what keeps its reader busy, and is no notebook."""
    monkeypatch.setattr(finding, "MOST_TURNS", 0)
    folder = hand_in(course, "ada", "{").parent
    for number in range(3):
        (folder / f"{number}.ipynb").write_text("{")
    found = choice(course)
    assert found.reason.count("is not valid JSON") == 1
    assert "'numbers/0.ipynb' was not opened" in found.reason
