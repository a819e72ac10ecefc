"""The pytest plugin of hidden graders: the `criterion` marker, its fixtures, its verdicts."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

from autograder.errors import GraderError, ModelRefused, NeedUnjudged, StudentRaised
from autograder.records import CriterionResult, Verdict
from autograder.testing.checks import describe
from autograder.testing.criterion import Criterion, Judgement, Notes, named
from autograder.testing.faults import STUDENTS, fault_of, graders_words, students_words
from autograder.testing.marker import KEYWORDS, NAME
from autograder.testing.own_time import limited
from autograder.testing.places import place_of
from autograder.testing.session import Session
from autograder.testing.student import Remote, Student
from autograder.testing.wrong_value import WrongValue

SESSION: pytest.StashKey[Session] = pytest.StashKey()
RESULTS: pytest.StashKey[dict[Criterion, CriterionResult]] = pytest.StashKey()
NOTES: pytest.StashKey[Notes] = pytest.StashKey()


class Blocked(Exception):
    """A criterion whose prerequisite did not pass; never leaves this module."""


def pytest_configure(config: pytest.Config) -> None:
    """Announce the marker."""
    config.addinivalue_line(
        "markers",
        f"{NAME}(cell, {', '.join(KEYWORDS)}): a hidden grader of the grade cell `cell`",
    )
    config.stash[RESULTS] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what happened to a criterion into its result."""
    report = yield
    criterion = Criterion.of(item)
    results = item.config.stash[RESULTS]
    if criterion is None or call.when == "teardown" or criterion in results:
        return report
    if call.when == "call" or call.excinfo is not None:
        error = call.excinfo.value if call.excinfo else None
        place = place_of(error, item.path.parent) if error else ""
        if isinstance(error, pytest.fail.Exception) and not place:
            # Pytest fails by itself where graders misuse it, such as an async test.
            error = GraderError(str(error))
        judgement = judge(error, place or criterion.place)
        results[criterion] = criterion.result(judgement, item.stash.get(NOTES, Notes()))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """End a criterion that computes without end, before it holds up a whole class."""
    with limited() if Criterion.of(item) else nullcontext():
        return (yield)


def judge(error: BaseException | None, place: str = "") -> Judgement:
    """Say whose fault an outcome is: only a check's words or the student's process cost points.

    A hint names a mistake in what came back, so it fits only where something did. `place` is the
    line of the graders to look at where the fault is theirs.
    """
    if error is None:
        return Judgement(Verdict.PASSED)
    if isinstance(error, Blocked):
        return Judgement(Verdict.BLOCKED, str(error))
    if says_no(error):
        nothing_came = isinstance(error, WrongValue) and error.came is None
        return Judgement(Verdict.FAILED, authors_message(error), hinted=not nothing_came)
    fault = fault_of(error, place)
    if fault.kind in STUDENTS:
        return Judgement(Verdict.FAILED, students_words(fault), fault=fault)
    return Judgement(Verdict.UNJUDGED, graders_words(fault), fault=fault)


def says_no(error: BaseException) -> bool:
    """Whether a check has said no, by an assertion or by pytest's own words for it."""
    failed = isinstance(error, AssertionError | pytest.fail.Exception)
    return failed and not isinstance(error, pytest.xfail.Exception)


def authors_message(error: BaseException) -> str:
    """Return the message that the grader's author wrote, without pytest's introspection.

    There is none under `--assert=plain`, but a pytest that runs around ours may rewrite graders.
    """
    text = str(error).partition("\nassert ")[0]
    return "" if text.startswith("assert ") else text


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """The submission's code, in a worker that is fresh for each grade cell."""
    criterion = _criterion(request)
    _require_needs(request, criterion)
    session = request.config.stash[SESSION]
    connection = session.connection(criterion.notebook, criterion.cell, criterion.name)
    return Student(connection, session.call_seconds)


@pytest.fixture
def audit(request: pytest.FixtureRequest, student: Student) -> "Audit":
    """Carry a model of the student's over to the auditor: `audit(model)`."""
    return Audit(student, request.config.stash[SESSION])


@pytest.fixture
def measure(request: pytest.FixtureRequest) -> Notes:
    """Note measurements, partial credit and gradient norms for the record."""
    stash: pytest.Stash = request.node.stash
    return stash.setdefault(NOTES, Notes())


@pytest.fixture
def random(request: pytest.FixtureRequest) -> np.random.Generator:
    """The generator of this criterion's inputs, seeded by course secret, student, criterion."""
    criterion = _criterion(request)
    name = f"{criterion.notebook}/{criterion.cell}/{criterion.name}"
    return request.config.stash[SESSION].random(name)


class Audit:
    """The way of a model from the student's process to the auditor."""

    def __init__(self, student: Student, session: Session) -> None:
        self._student = student
        self._session = session

    def __call__(self, model: Any, shape: Sequence[int] | None = None) -> Any:
        """Return the audited model; raise ModelRefused where it cannot be measured.

        `shape` is that of one input: a model that has not seen any yet is built with it.
        """
        exported = self._carried(self._student.export, model, shape)
        return self._session.auditor("keras").load(exported)

    def weights(self, model: Any, shape: Sequence[int] | None = None) -> Any:
        """Return the weights of another initialisation of the same architecture."""
        return self._carried(self._student.initial_weights, model, shape)

    def estimator(self, estimator: Any) -> Any:
        """Return a fitted estimator of scikit-learn, built anew from what it has learnt."""
        exported = _carried(self._student.export_estimator, "fitted estimator", estimator)
        return self._session.auditor("sklearn").load(exported)

    def _carried(self, carry: Any, model: Any, shape: Sequence[int] | None) -> Any:
        return _carried(carry, "keras.Model", model, shape)


def _carried(carry: Callable[..., Any], kind: str, *arguments: Any) -> Any:
    """Return a model as data, which the worker refuses in words of its own."""
    if not isinstance(arguments[0], Remote):
        raise ModelRefused(f"expected a {kind}, got {describe(arguments[0])}")
    try:
        return carry(*arguments)
    except StudentRaised as error:
        if error.type_name.rpartition(".")[2] == "ModelRefused":
            raise ModelRefused(error.message) from error
        raise


def _criterion(request: pytest.FixtureRequest) -> Criterion:
    criterion = Criterion.of(request.node)
    if criterion is None:
        raise GraderError(f"{named(request.node)}: no pytest.mark.criterion with a grade id")
    return criterion


def _require_needs(request: pytest.FixtureRequest, criterion: Criterion) -> None:
    verdicts: Mapping[str, Verdict] = {
        done.full_name: result.verdict
        for done, result in request.config.stash[RESULTS].items()
        if done.notebook == criterion.notebook
    }
    for name, full_name in zip(criterion.needs, criterion.needed, strict=True):
        verdict = verdicts.get(full_name)
        if verdict is None:
            raise GraderError(f"{criterion.name} needs {name!r}, which has not run before it")
        if verdict is Verdict.UNJUDGED:
            raise NeedUnjudged(f"{criterion.name} needs {name!r}, which could not be judged")
        if verdict is not Verdict.PASSED:
            raise Blocked(f"needs {name.replace('_', ' ')}, which did not pass")
