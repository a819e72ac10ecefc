"""The pytest plugin for whoever writes graders: `pytest tests/graders` grades the references."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading.plugin import SESSION


@pytest.fixture(scope="module", autouse=True)
def reference_for_graders(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the graders of a module the reference as their student; nothing to other tests."""
    root = course_of(request.path)
    if root is None or SESSION in request.config.stash:
        yield
        return
    # Every run of pytest loads this plugin; few need what takes a second to import.
    from autograder.grade.reference_session import reference_session  # noqa: PLC0415

    with reference_session(root, request.path.parent.name) as session:
        request.config.stash[SESSION] = session
        yield
        del request.config.stash[SESSION]


def course_of(graders: Path) -> Path | None:
    """Return the folder of the course that a file of graders belongs to, None where it is none."""
    assignment, *above = graders.parents[:4]
    if len(above) < 3 or assignment.parent != above[2] / "tests" / "graders":
        return None
    return above[2] if (above[2] / "release" / assignment.name).is_dir() else None
