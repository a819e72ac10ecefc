"""nbgrader's list of a notebook's submissions, as our extension of the server completes it."""

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
        with urlopen(formgrader(f"gradebook/{ASSIGNMENT}/{notebook}")) as answer:  # noqa: S310 - ours
            text = answer.read().decode()
        assert "Show All Names" in text
        assert (told in text) is absent
