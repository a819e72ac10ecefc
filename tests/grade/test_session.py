"""Workers of one notebook: a fresh one for each check, one for all where that takes too long.

One in which nothing was called serves the next check, too.
"""

from collections.abc import Iterator

import nbformat
import pytest
from attacks.attack_course import ASSIGNMENT, NOTEBOOK, honest, make_attack_course

from autograder.course import Course
from autograder.grade import session
from autograder.grade.session import NotebookSession
from autograder.intake import restore
from autograder.jobs.context import CourseContext, open_context
from autograder.limits import Limits
from autograder.worker.wire import RemoteObject

# Tells one process from another.
ABOVE = "import time\nBORN = time.monotonic()\n"
BETWEEN = "def cells():\n    return len(In)\n"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseContext]:
    """A course with two checks, one below the other."""
    root = make_attack_course(tmp_path_factory.mktemp("session") / "course")
    with open_context(Course(root), ASSIGNMENT, Limits()) as opened:
        yield opened


@pytest.fixture
def judged(context: CourseContext) -> Iterator[NotebookSession]:
    """An honest notebook with an own cell above its first check and one above its second."""
    notebook = honest(context.course.root)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    notebook.cells.insert(names.index("total") + 1, nbformat.v4.new_code_cell(BETWEEN))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(ABOVE))
    clean = restore(notebook, context.assignment.notebooks[NOTEBOOK])
    opened = NotebookSession(context, "ada", clean, {})
    yield opened
    opened.close()


def born(judged: NotebookSession, cell: str) -> float:
    """Return when the worker began that judges a grade cell."""
    judged.connection(NOTEBOOK, cell)
    moment: float = judged.call(RemoteObject("notebook", ("BORN",)), None, {}, 20)
    return moment


def call(judged: NotebookSession) -> None:
    """Call a function of the student's."""
    judged.call(RemoteObject("notebook", ("time", "monotonic")), [], {}, 20)


def test_each_check_has_a_worker_of_its_own(judged: NotebookSession) -> None:
    """What the criteria of one cell leave behind does not reach those of another."""
    first = born(judged, "total")
    call(judged)
    assert born(judged, "scaled") != first


def test_worker_that_was_only_looked_at_serves_the_next_check(judged: NotebookSession) -> None:
    """The cells between the checks are run in it; after a call there is a fresh one again."""
    first = born(judged, "total")
    assert born(judged, "scaled") == first
    assert judged.call(RemoteObject("notebook", ("cells",)), [], {}, 20) > 0
    assert born(judged, "total") != first


def test_checks_share_a_worker_where_definitions_take_long(
    judged: NotebookSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cells between the checks are run in it; back above it is a fresh one again."""
    monkeypatch.setattr(session, "SHARED_SECONDS", 0.0)
    first = born(judged, "total")
    call(judged)
    assert born(judged, "scaled") == first
    assert judged.call(RemoteObject("notebook", ("cells",)), [], {}, 20) > 0
    assert born(judged, "total") != first
