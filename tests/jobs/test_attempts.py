"""Hidden inputs are drawn anew for each attempt, and are the same when one is graded again."""

from dataclasses import replace
from pathlib import Path

from tiny_course import NOTEBOOK, answered, hand_in

from autograder.course import Course
from autograder.grade.session import NotebookSession
from autograder.jobs.context import CourseContext
from autograder.jobs.submission import begin

ATTEMPTS = 20
DRAWN = 5


def hidden_inputs(context: CourseContext, student: str) -> set[int]:
    """Return what a grader would draw for the submission at hand."""
    (job,) = begin(context, student, {}, frozenset([NOTEBOOK])).jobs
    session = NotebookSession(context, job.seed, job.clean, job.files)
    return set(map(int, session.random("double.drawn").integers(1 << 62, size=DRAWN)))


def test_nobody_learns_a_hidden_input_twice(course: Path, context: CourseContext) -> None:
    """Twenty attempts of one student, a remark apart, have no input in common; nor do friends."""
    here = replace(context, course=Course(course))
    drawn = []
    for number in range(ATTEMPTS):
        notebook = answered(course, f"def double(x):\n    return 2 * x  # {number}\n")
        hand_in(course, "ada", notebook)
        drawn.append(hidden_inputs(here, "ada"))
    hand_in(course, "bob", notebook)
    drawn.append(hidden_inputs(here, "bob"))
    assert len(set.union(*drawn)) == DRAWN * (ATTEMPTS + 1)


def test_same_attempt_has_the_same_inputs(course: Path, context: CourseContext) -> None:
    """Whoever marks and grades it again, also later and elsewhere, measures the same."""
    here = replace(context, course=Course(course))
    first, second = (answered(course, f"def double(x):\n    return {x}\n") for x in ("x", "2 * x"))
    hand_in(course, "ada", first)
    drawn = hidden_inputs(here, "ada")
    hand_in(course, "ada", second)
    assert hidden_inputs(here, "ada") != drawn
    hand_in(course, "ada", first)
    assert hidden_inputs(here, "ada") == drawn
