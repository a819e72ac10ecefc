"""An error in one function is not paid for again in the next one that uses it."""

from collections.abc import Iterator

import pytest
from tiny_course import PROJECT

from autograder.course import Course
from autograder.grade.carrying import carry_forward
from autograder.grade.notebook import judge
from autograder.grade.session import NotebookSession
from autograder.grade.settling import LOST
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import solved
from autograder.limits import Limits
from autograder.solutions import read_solution
from autograder.testing.criterion import Results

NOTEBOOK, FIRST, NEXT = "3_clipping", "clip_by_global_norm", "AdaptiveGradientClipper"
WRONG = PROJECT / "solutions" / "week5" / NOTEBOOK / FIRST / "chaff_sum_of_norms.py"


@pytest.fixture
def context() -> Iterator[CourseContext]:
    """The course of this project."""
    with open_context(Course(PROJECT), "week5", Limits()) as opened:
        yield opened


def lost(results: Results, cell: str) -> set[str]:
    """Return the criteria of a cell that cost points."""
    found = (each for each, result in results.items() if result.verdict in LOST)
    return {each.name for each in found if each.cell == cell}


def test_11_clipper_keeps_its_points(context: CourseContext) -> None:
    """A global norm that is wrong costs its own cell only."""
    clean = solved(context, NOTEBOOK, [read_solution(WRONG)])
    session = NotebookSession(context, "ada", clean, context.assignment.files)
    before = judge(session)
    after = carry_forward(session, before, solved(context, NOTEBOOK))
    assert lost(before, NEXT)
    assert lost(after, NEXT) == set()
    assert lost(after, FIRST) == lost(before, FIRST)
    given = {each.name for each, result in after.items() if result.given == (FIRST,)}
    assert given == lost(before, NEXT)
