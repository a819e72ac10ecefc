"""What a stored grade depends on: a change elsewhere does not touch it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, add_notebook, answered, hand_in

from autograder.course import Course
from autograder.jobs.context import CourseContext
from autograder.jobs.submission import current_key

OTHER = "2_other"


@pytest.fixture
def two_notebooks(course: Path, context: CourseContext) -> Callable[[], tuple[str, str]]:
    """A course with a second notebook; return the keys of both as they are at the moment."""
    add_notebook(course, OTHER)
    hand_in(course, "ada", answered(course, "def double(x):\n    return x + x\n"))

    def keys() -> tuple[str, str]:
        assignment = Course(course).assignment(ASSIGNMENT)
        now = CourseContext(
            assignment, context.limits, context.level, context.start, Course(course)
        )
        return current_key(now, "ada", NOTEBOOK), current_key(now, "ada", OTHER)

    return keys


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        (f"tests/graders/{ASSIGNMENT}/test_{NOTEBOOK}.py", (True, False)),
        (f"tests/graders/{ASSIGNMENT}/test_{OTHER}.py", (False, True)),
        (f"tests/graders/{ASSIGNMENT}/helper.py", (True, True)),
        (f"tests/graders/{ASSIGNMENT}/thresholds.toml", (True, True)),
        (f"release/{ASSIGNMENT}/given.py", (True, True)),
        (f"submitted/ada/{ASSIGNMENT}/{NOTEBOOK}.ipynb", (True, False)),
        (f"submitted/ada/{ASSIGNMENT}/own.py", (True, True)),
    ],
)
def test_change_touches_what_depends_on_it(
    changed: str,
    touched: tuple[bool, bool],
    course: Path,
    two_notebooks: Callable[[], tuple[str, str]],
) -> None:
    """A notebook's own grader touches it alone; what all graders or notebooks share touches all."""
    before = two_notebooks()
    with (course / changed).open("a") as file:
        file.write("# changed\n")
    after = two_notebooks()
    assert tuple(old != new for old, new in zip(before, after, strict=True)) == touched


def test_other_judging_code_touches_everything(
    two_notebooks: Callable[[], tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that is mended in this package is made good by the next `regrade`."""
    before = two_notebooks()
    monkeypatch.setattr("autograder.grade.context.judging_code", lambda: "mended")
    assert not set(before) & set(two_notebooks())
