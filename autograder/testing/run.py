"""Run a notebook's hidden graders in this process and hand back their results."""

import contextlib
import io
import os
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.records import CriterionResult
from autograder.testing import plugin
from autograder.testing.criterion import Criterion, Results, criteria_of
from autograder.testing.imports import importable
from autograder.testing.places import place_at, place_of, place_of_test
from autograder.testing.session import Session

NOTHING: Results = MappingProxyType({})

# No configuration, conftest or plugin but ours: nothing that lies about can change a verdict.
OPTIONS = (
    *("-c", os.devnull),
    "--noconftest",
    "--import-mode=importlib",
    "--assert=plain",
    "--strict-markers",
    # `return came == 4` in place of an assertion would pass everybody.
    *("-W", "error::pytest.PytestReturnNotNoneWarning"),
    *("-p", "no:cacheprovider"),
    # It would collect all garbage of this process twice: a third of a small notebook's time.
    *("-p", "no:unraisableexception"),
)
NO_AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
VARIABLES = (NO_AUTOLOAD, "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
RAN = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}


class _Reader:
    """Takes the tests in the order in which they run, and what keeps any from being fit to run."""

    def __init__(self, focus: str = "") -> None:
        self._focus = focus
        self.criteria: tuple[Criterion, ...] = ()
        self.refusals: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take what skips a whole file, as nobody could be judged by it."""
        if report.skipped and isinstance(report.longrepr, tuple):
            path, line, words = report.longrepr
            self.refusals.append(f"{place_at(Path(path), line, Path(path).parent)}: {words}")

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Take what would end pytest itself: a file that exits as it is imported."""
        try:
            return (yield)
        except SystemExit as error:
            self.refusals.append(refusal(collector, error))
            raise pytest.UsageError(self.refusals[-1]) from error

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        """Take what keeps a file from being imported, or a test from getting its fixtures."""
        if call.when in {"collect", "setup"} and call.excinfo is not None:
            self.refusals.append(refusal(node, call.excinfo.value))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the cell in focus first; end the run where a test breaks a rule of graders."""
        try:
            self.criteria = criteria_of(items)
        except GraderError as error:
            self.refusals.append(str(error))
            raise pytest.UsageError(str(error)) from error
        if self._focus:
            focus_on(self._focus, items)


class _Seat(_Reader):
    """Hands the session to the plugin with what is known, and its results back."""

    def __init__(self, session: Session, focus: str, known: Results) -> None:
        super().__init__(focus)
        self._session, self._known = session, known
        self.results: dict[Criterion, CriterionResult] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Give the session to the fixtures."""
        config.stash[plugin.SESSION] = self._session

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Let criteria look at what is known as at what has run before them."""
        session.config.stash[plugin.RESULTS].update(self._known)

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Pass over what is known."""
        return Criterion.of(item) in self._known or None

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Take the results before the configuration goes."""
        self.results = session.config.stash[plugin.RESULTS]


def collect_graders(file: Path) -> tuple[Criterion, ...]:
    """Import one file of graders and return its criteria, without running any.

    GraderError with every reason where it cannot be imported, a test breaks a rule of graders,
    or asks for a fixture that it cannot get.
    """
    reader = _Reader()
    status, said = _run(file, ["--setup-plan"], reader)
    if reader.refusals or status not in {*RAN, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise GraderError("\n".join(reader.refusals) or f"{file}: cannot be read:\n{said}")
    return reader.criteria


def run_graders(file: Path, session: Session, focus: str = "", known: Results = NOTHING) -> Results:
    """Run one file of graders; raise GraderError with the reason where they cannot run.

    With a grade cell in focus its criteria come first, and the run ends with the first of all
    criteria that does not pass: the results are then those of the criteria that have run. What is
    known is among the results as it is, and does not run.
    """
    seat = _Seat(session, focus, known)
    status, said = _run(file, ["--maxfail=1"] if focus else [], seat)
    if status not in RAN:
        reason = "\n".join(seat.refusals) or f"{file}:\n{said}"
        raise GraderError(f"the hidden graders did not run: {reason}")
    return seat.results


def refusal(node: pytest.Item | pytest.Collector, error: BaseException) -> str:
    """Say in one line where graders are wrong, and what is wrong with them."""
    folder = node.path.parent
    if isinstance(error, pytest.FixtureLookupError):
        found = error.formatrepr()
        words = "; ".join(map(str.strip, found.errorstring.splitlines()[:-1]))
        return f"{place_at(Path(found.filename), found.firstlineno + 1, folder)}: {words}"
    if isinstance(error, pytest.Collector.CollectError) and error.__cause__:
        error = error.__cause__
    test = place_of_test(node) if isinstance(node, pytest.Item) else place_at(node.path, 1, folder)
    words = " ".join(str(error).split())
    return f"{place_of(error, folder) or test}: {type(error).__name__}: {words}"


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


def _run(file: Path, options: Sequence[str], reader: _Reader) -> tuple[int, str]:
    """Have pytest run one file; return its status and its words."""
    # Without --confcutdir each folder above the file's would be looked through.
    folders = (f"{option}={file.parent}" for option in ("--rootdir", "--confcutdir"))
    line = [*OPTIONS, *options, *folders, str(file)]
    said = io.StringIO()
    with _clean_pytest(file.parent), _everything_said(said):
        return pytest.main(line, plugins=[plugin, reader]), said.getvalue()


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
