"""Run a notebook's hidden graders in this process and hand back their results."""

import contextlib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder.errors import GraderError
from autograder.grading import plugin
from autograder.grading.beside import importable
from autograder.grading.criterion import Criterion, criteria_of
from autograder.grading.session import Session
from autograder.records import CriterionResult

# No configuration, conftest or plugin but ours: nothing that lies about can change a verdict.
OPTIONS = (
    *("-c", os.devnull),
    "--noconftest",
    "--import-mode=importlib",
    "--assert=plain",
    "--strict-markers",
    *("-p", "no:cacheprovider"),
    # It would collect all garbage of this process twice: a third of a small notebook's time.
    *("-p", "no:unraisableexception"),
    *("-p", "autograder.grading.plugin"),
)
NO_AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
VARIABLES = (NO_AUTOLOAD, "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
RAN = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}


class _Seat:
    """Hands the session to the plugin, and its results back."""

    def __init__(self, session: Session, focus: str) -> None:
        self._session = session
        self._focus = focus
        self.results: dict[Criterion, CriterionResult] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Give the session to the fixtures."""
        config.stash[plugin.SESSION] = self._session

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the cell in focus first; end the run where a test breaks a rule of graders."""
        try:
            criteria_of(items)
        except GraderError as error:
            # What pytest says of this one is the message alone.
            raise pytest.UsageError(str(error)) from error
        if self._focus:
            focus_on(self._focus, items)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Take the results before the configuration goes."""
        self.results = session.config.stash[plugin.RESULTS]


class _Collector:
    """Takes the tests in the order in which they would run, and what kept any from being read."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []
        self.errors: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take what keeps a file from being imported, without the way through pytest."""
        if report.failed:
            lines = report.longreprtext.splitlines()
            self.errors += [line[1:].strip() for line in lines if line.startswith("E ")] or lines

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take the tests before they are forgotten."""
        self.items = list(session.items)


def collect_graders(file: Path) -> tuple[Criterion, ...]:
    """Import one file of graders and return its criteria, without running any.

    GraderError with the reason where it cannot be imported, or a test breaks a rule of graders.
    """
    collector = _Collector()
    options = [*OPTIONS, "--collect-only", "--tb=short", f"--rootdir={file.parent}"]
    said = io.StringIO()
    with _clean_pytest(file.parent), _everything_said(said):
        status = pytest.main([*options, str(file)], plugins=[collector])
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        reason = "; ".join(collector.errors) or said.getvalue()
        raise GraderError(f"{file}: the hidden graders cannot be read: {reason}")
    return criteria_of(collector.items)


def run_graders(
    file: Path, session: Session, focus: str = ""
) -> Mapping[Criterion, CriterionResult]:
    """Run one file of graders; raise GraderError with pytest's words where they cannot run.

    With a grade cell in focus its criteria come first, and the run ends with the first of all
    criteria that does not pass: the results are then those of the criteria that have run.
    """
    seat = _Seat(session, focus)
    options = [*OPTIONS, *(["--maxfail=1"] if focus else []), f"--rootdir={file.parent}"]
    said = io.StringIO()
    with _clean_pytest(file.parent), _everything_said(said):
        status = pytest.main([*options, str(file)], plugins=[seat])
    if status not in RAN:
        raise GraderError(f"{file}: the hidden graders did not run:\n{said.getvalue()}")
    return seat.results


def focus_on(cell: str, items: list[pytest.Item]) -> None:
    """Move a cell's criteria to the front, in place, with those that they need before them."""
    first: set[str] = set()
    # What a criterion needs stands before it, so one walk backwards meets everything needed.
    for criterion in filter(None, map(Criterion.of, reversed(items))):
        if criterion.cell == cell or criterion.full_name in first:
            first.update((criterion.full_name, *criterion.needed))

    def later(item: pytest.Item) -> bool:
        criterion = Criterion.of(item)
        return criterion is None or criterion.full_name not in first

    items.sort(key=later)


@contextlib.contextmanager
def _everything_said(said: io.StringIO) -> Iterator[None]:
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield


@contextlib.contextmanager
def _clean_pytest(folder: Path) -> Iterator[None]:
    """Load no plugin that happens to be installed, and the helpers beside the graders anew.

    Options and plugins that the user's own environment names are for the user's own tests.
    """
    before = {name: os.environ.pop(name) for name in VARIABLES if name in os.environ}
    os.environ[NO_AUTOLOAD] = "1"
    try:
        with importable(folder):
            yield
    finally:
        del os.environ[NO_AUTOLOAD]
        os.environ.update(before)
