"""The references of an assignment as students, for graders that are run by hand."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Course
from autograder.grade.session import NotebookSession
from autograder.jobs.context import CourseContext, open_context
from autograder.jobs.reference import REFERENCE, solved
from autograder.limits import Limits


class ReferenceSession:
    """Hands each notebook's graders its solved source, begun when the first criterion asks."""

    call_seconds = Limits().call_seconds

    def __init__(self, context: CourseContext, ending: ExitStack) -> None:
        self._context = context
        self._ending = ending
        self._sessions: dict[str, NotebookSession] = {}
        self._current: NotebookSession | None = None

    def connection(self, notebook: str, cell: str, criterion: str = "") -> NotebookSession:
        """Return the session of a notebook, at one of its cells."""
        if notebook not in self._sessions:
            self._sessions[notebook] = self._begin(notebook)
        self._current = self._sessions[notebook]
        return self._current.connection(notebook, cell, criterion)

    def auditor(self, framework: str) -> Any:
        """Return the auditor of the notebook under way."""
        assert self._current is not None
        return self._current.auditor(framework)

    def random(self, criterion: str) -> np.random.Generator:
        """Draw the same inputs at every run."""
        return np.random.default_rng(list(criterion.encode()))

    def _begin(self, notebook: str) -> NotebookSession:
        clean = solved(self._context, notebook)
        session = NotebookSession(self._context, REFERENCE, clean, self._context.assignment.files)
        self._ending.callback(session.close)
        return session


@contextmanager
def reference_session(root: Path, assignment: str) -> Iterator[ReferenceSession]:
    """Begin a session for an assignment of the course in a folder, and end its processes."""
    with ExitStack() as ending:
        context = ending.enter_context(open_context(Course(root), assignment, Limits()))
        yield ReferenceSession(context, ending)
