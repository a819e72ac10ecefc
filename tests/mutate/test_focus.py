"""Graders with one cell in focus: its criteria first, an end at the first that is lost."""

from pathlib import Path

import pytest
from tiny_course import NOTEBOOK

from autograder.grade.session import NotebookSession
from autograder.jobs.context import CourseContext
from autograder.jobs.reference import solved
from autograder.records import Verdict
from autograder.testing.run import run_graders

GRADERS = """\
import pytest


@pytest.mark.criterion("first")
def test_zero(student):
    pass


@pytest.mark.criterion("first")
def test_one(student):
    pass


@pytest.mark.criterion("second", needs=("first.one",))
def test_two(student):
    pass


@pytest.mark.criterion("second")
def test_three(student):
    assert {holds}, "lost"


@pytest.mark.criterion("third")
def test_four(student):
    assert False, "lost too"
"""


def judged(
    context: CourseContext, folder: Path, holds: bool, focus: str
) -> list[tuple[str, Verdict]]:
    """Run the graders above and return name and verdict in the order of running."""
    file = folder / "test_notebook.py"
    file.write_text(GRADERS.format(holds=holds))
    session = NotebookSession(context, "ada", solved(context, NOTEBOOK), {})
    results = run_graders(file, session, focus)
    return [(criterion.name, result.verdict) for criterion, result in results.items()]


def test_focus_runs_first_with_what_it_needs(context: CourseContext, tmp_path: Path) -> None:
    """The cell's criteria come before the others, after those of other cells that they need."""
    names = [name for name, _ in judged(context, tmp_path, True, "second")]
    assert names == ["one", "two", "three", "zero", "four"]


def test_run_ends_with_the_first_loss(context: CourseContext, tmp_path: Path) -> None:
    """What stands after a lost criterion is not run."""
    results = judged(context, tmp_path, False, "second")
    assert results[-1] == ("three", Verdict.FAILED)
    assert len(results) == 3


@pytest.mark.parametrize("focus", ["", "fourth"])
def test_without_focus_everything_runs_in_order(
    context: CourseContext, tmp_path: Path, focus: str
) -> None:
    """Submissions are judged by every criterion; a cell without criteria changes no order."""
    names = [name for name, _ in judged(context, tmp_path, True, focus)]
    assert names == ["zero", "one", "two", "three", "four"]
