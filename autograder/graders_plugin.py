"""The pytest plugin for whoever writes graders: `pytest tests/graders` grades the references."""

from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.testing.imports import importable
from autograder.testing.plugin import SESSION


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let graders import what lies beside them, under any import mode.

    What lies beside those of another assignment may have the same name.
    """
    graders = isinstance(collector, pytest.Module) and course_of(collector.path) is not None
    with importable(collector.path.parent) if graders else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say what is wrong with the course in a sentence: lines of ours help nobody."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, CourseError):
        report.longrepr = f"{item.nodeid}: {call.excinfo.value}"
    return report


@pytest.fixture(scope="module", autouse=True)
def reference_for_graders(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the graders of a module the reference as their student; nothing to other tests."""
    root = course_of(request.path)
    if root is None or SESSION in request.config.stash:
        yield
        return
    # Every run of pytest loads this plugin; few need what takes a second to import.
    from autograder.jobs.reference_session import reference_session  # noqa: PLC0415

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
