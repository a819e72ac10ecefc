"""Run by hand, `pytest tests/graders` grades the reference solutions."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Course
from autograder.grade.bench import Bench, open_bench
from autograder.grade.reference import solved
from autograder.grade.session import NotebookSession
from autograder.grading.plugin import SESSION
from autograder.limits import Limits

PROJECT = Path(__file__).parents[2]
STUDENT = "reference"


class ReferenceSession:
    """Hands each notebook's graders its solved source, begun when the first criterion asks."""

    call_seconds = Limits().call_seconds

    def __init__(self, bench: Bench, ending: ExitStack) -> None:
        self._bench = bench
        self._ending = ending
        self._sessions: dict[str, NotebookSession] = {}
        self._current: NotebookSession | None = None

    def connection(self, notebook: str, cell: str, criterion: str = "") -> NotebookSession:
        """Return the session of a notebook, at one of its cells."""
        if notebook not in self._sessions:
            self._sessions[notebook] = self._begin(notebook)
        self._current = self._sessions[notebook]
        return self._current.connection(notebook, cell, criterion)

    def auditor(self) -> Any:
        """Return the auditor of the notebook under way."""
        assert self._current is not None
        return self._current.auditor()

    def random(self, criterion: str) -> np.random.Generator:
        """Draw the same inputs at every run."""
        return np.random.default_rng(list(criterion.encode()))

    def _begin(self, notebook: str) -> NotebookSession:
        clean = solved(self._bench, notebook)
        session = NotebookSession(self._bench, STUDENT, clean, self._bench.assignment.files)
        self._ending.callback(session.close)
        return session


@pytest.fixture(scope="module", autouse=True)
def reference_session(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the graders of a module the reference as their student."""
    with ExitStack() as ending:
        assignment = Path(request.path).parent.name
        bench = ending.enter_context(open_bench(Course(PROJECT), assignment, Limits()))
        request.config.stash[SESSION] = ReferenceSession(bench, ending)
        yield
        del request.config.stash[SESSION]
