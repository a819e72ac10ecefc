"""Hidden graders travel as data, and are unpacked where they are run."""

import pickle
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK

from autograder.course import Course
from autograder.errors import GraderError
from autograder.grader_files import GraderFiles, grader_name
from autograder.testing.run import collect_graders


@pytest.fixture
def graders(course: Path) -> GraderFiles:
    """The hidden graders of the small course."""
    return Course(course).assignment(ASSIGNMENT).graders


def test_graders_run_without_the_course(graders: GraderFiles, course: Path) -> None:
    """Where the course's folder is out of reach, they are imported with what lies beside them."""
    carried = pickle.loads(pickle.dumps(graders))  # noqa: S301 - our own
    (course / "tests").rename(course / "elsewhere")
    criteria = collect_graders(carried.file(NOTEBOOK))
    assert [each.name for each in criteria] == ["small", "drawn", "negative"]


def test_places_are_those_in_the_course(graders: GraderFiles) -> None:
    """An instructor is told the line of a file that is theirs, not of a copy of it."""
    broken = graders.with_file(grader_name(NOTEBOOK), b"import pytest\nimport absent\n")
    with pytest.raises(GraderError) as refused:
        collect_graders(broken.file(NOTEBOOK))
    place = f"tests/graders/{ASSIGNMENT}/{grader_name(NOTEBOOK)}, line 2: "
    assert str(refused.value).startswith(place)


def test_equal_graders_are_unpacked_once(graders: GraderFiles) -> None:
    """A process that grades a whole class keeps one folder for it; a change makes another."""
    carried = pickle.loads(pickle.dumps(graders))  # noqa: S301 - our own
    assert carried.unpacked() == graders.unpacked()
    changed = graders.with_file("helper.py", b"TWO = 3\n")
    assert changed.unpacked() != graders.unpacked()
