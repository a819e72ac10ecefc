"""Run by hand, `pytest tests/graders` grades the reference solution."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Course
from autograder.grade.bench import open_bench
from autograder.grade.reference import solved
from autograder.grade.session import NotebookSession
from autograder.grading.plugin import SESSION
from autograder.limits import Limits

PROJECT = Path(__file__).parents[2]
STUDENT = "reference"


class ReferenceSession:
    """One session a notebook, begun when its first criterion asks."""

    call_seconds = Limits().call_seconds

    def __init__(self, folder: Path) -> None:
        self._opening = open_bench(Course(PROJECT), folder.name, Limits())
        self._bench = self._opening.__enter__()
        self._sessions: dict[str, NotebookSession] = {}
        self._current: NotebookSession | None = None

    def connection(self, notebook: str, cell: str) -> NotebookSession:
        """Return the session of a notebook, at one of its cells."""
        if notebook not in self._sessions:
            clean = solved(self._bench, notebook)
            files = self._bench.assignment.files
            self._sessions[notebook] = NotebookSession(self._bench, STUDENT, clean, files)
        self._current = self._sessions[notebook]
        return self._current.connection(notebook, cell)

    def auditor(self) -> Any:
        """Return the auditor of the notebook under way."""
        assert self._current is not None
        return self._current.auditor()

    def random(self, criterion: str) -> np.random.Generator:
        """Draw as for a student called reference."""
        return np.random.default_rng(list(criterion.encode()))

    def close(self) -> None:
        """End every process."""
        for session in self._sessions.values():
            session.close()
        self._opening.__exit__(None, None, None)


@pytest.fixture(scope="package", autouse=True)
def reference_session(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the graders of this folder the reference as their student."""
    session = ReferenceSession(Path(request.node.path) / "week5")
    request.config.stash[SESSION] = session
    yield
    session.close()
    del request.config.stash[SESSION]
