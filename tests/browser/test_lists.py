"""nbgrader's lists of submissions, as our extension of the server completes them."""

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from click.testing import CliRunner
from tiny_course import ASSIGNMENT, NOTEBOOK, add_notebook, answered, hand_in

from autograder.cli import main

OTHER = "2_other"


def test_who_handed_in_other_notebooks_only_is_named(
    course: Path, formgrader: Callable[[str], str]
) -> None:
    """The list itself leaves them out, as there is nothing to open."""
    add_notebook(course, OTHER)
    hand_in(course, "ada", answered(course, "def double(x):\n    return x + x\n"))
    words = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course)]
    assert CliRunner().invoke(main, words).exit_code == 0
    told = "Not handed in, but other notebooks: ada"
    for notebook, absent in ((OTHER, True), (NOTEBOOK, False)):
        text = _read(formgrader(f"gradebook/{ASSIGNMENT}/{notebook}"))
        assert "Show All Names" in text
        assert (told in text) is absent


def test_who_has_no_points_for_what_the_file_is_is_named_with_the_reason(
    course: Path, formgrader: Callable[[str], str]
) -> None:
    """In the list of the notebook and in that of the assignment; right work is not named there.

    Both lists say who hands in together, too.
    """
    (course / "groups.csv").write_text(
        f"assignment,group,student\n{ASSIGNMENT},1,bob\n{ASSIGNMENT},1,eve\n"
    )
    solved = answered(course, "def double(x):\n    return x + x\n")
    for student in ("ada", "bob"):
        hand_in(course, student, solved)
    (course / "submitted" / "bob" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text('{"cells": [}')
    words = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course)]
    assert CliRunner().invoke(main, words).exit_code == 0
    for page in (f"gradebook/{ASSIGNMENT}/{NOTEBOOK}", f"manage_submissions/{ASSIGNMENT}"):
        text = _read(formgrader(page))
        assert f"<p>bob: {NOTEBOOK}.ipynb: is not valid JSON" in text
        assert "<p>ada" not in text
        assert "<p>Groups: bob, eve. Mark one of each" in text
    assert "<p>" in _read(formgrader("manage_submissions/another"))


def _read(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
    return text
