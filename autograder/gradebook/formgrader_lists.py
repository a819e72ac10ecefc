"""The formgrader's lists of submissions, with what nbgrader's own do not say.

A file that is no notebook shows as zero points there, without a reason. A notebook's list leaves
out who has handed in other notebooks only. And whose folder holds something else than what counts,
another attempt or that of another member of a group, would need autograding for ever.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from nbgrader.api import MissingEntry, SubmittedNotebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader.base import BaseHandler
from nbgrader.server_extensions.formgrader.handlers import (
    GradebookNotebookSubmissionsHandler as NotebookList,
)
from nbgrader.server_extensions.formgrader.handlers import (
    ManageSubmissionsHandler as AssignmentList,
)
from nbgrader.utils import parse_utc

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.groups import groups_of
from autograder.records import NOT_GRADED_KINDS, Problem
from autograder.store import RecordStore

PAGE = """\
{% extends list %}
{% block messages %}{{ super() }}
{% for notice in notices %}<p>{{ notice | e }}</p>{% endfor %}
{% endblock %}
"""
# Yields what to say above the list of an assignment, and of one of its notebooks.
Notices = Callable[..., Iterator[str]]


def install_lists() -> None:
    """Have the formgrader's lists say more."""
    NotebookList.render = _with(_notices_on_notebook)
    AssignmentList.render = _with(_notices_on_assignment)
    NbGraderAPI.get_submitted_timestamp = _time_of_what_counts


def _time_of_what_counts(api: NbGraderAPI, assignment: str, student: str) -> datetime | None:
    """Return when what counts was handed in; None where nothing says so."""
    with suppress(ValueError, OverflowError, AutograderError):
        submitted = Course(Path(api.coursedir.root)).submitted(assignment)
        time: datetime = parse_utc(submitted.stamp(student))
        return time
    return None


def _with(notices: Notices) -> Callable[..., str]:
    def render(handler: BaseHandler, name: str, **names: str) -> str:
        template = handler.settings["nbgrader_jinja2_env"].from_string(PAGE)
        asked = [names[each] for each in ("assignment_id", "notebook_id") if each in names]
        text: str = template.render(list=name, notices=list(notices(handler, *asked)), **names)
        return text

    return render


def _notices_on_assignment(handler: BaseHandler, assignment: str) -> Iterator[str]:
    yield from _groups(handler, assignment)
    with suppress(MissingEntry):  # nothing has been entered yet
        notebooks = handler.gradebook.find_assignment(assignment).notebooks
        yield from _refused(handler, assignment, [notebook.name for notebook in notebooks])


def _notices_on_notebook(handler: BaseHandler, assignment: str, notebook: str) -> Iterator[str]:
    yield from _groups(handler, assignment)
    if absent := _absent(handler, assignment, notebook):
        yield f"Not handed in, but other notebooks: {', '.join(absent)}"
    yield from _refused(handler, assignment, [notebook])


def _groups(handler: BaseHandler, assignment: str) -> Iterator[str]:
    """Say who hands in together: each of them has a row, and one is to be marked."""
    try:
        groups = dict.fromkeys(groups_of(_course(handler).root, assignment).values())
    except AutograderError as error:
        yield str(error)
        return
    if groups:
        names = "; ".join(map(", ".join, groups))
        yield (
            f"Groups: {names}. Mark one of each: what you give holds for the others "
            f"with the next autograder grade {assignment}."
        )


def _absent(handler: BaseHandler, assignment: str, notebook: str) -> list[str]:
    """Return who has handed in other notebooks of an assignment only: this has no page."""
    course = _course(handler)
    rows = handler.gradebook.notebook_submissions(notebook, assignment)
    folders = {row.student.id: course.autograded(assignment, row.student.id) for row in rows}
    return sorted(
        student
        for student, folder in folders.items()
        if not (folder / f"{notebook}.ipynb").exists() and any(folder.glob("*.ipynb"))
    )


def _refused(handler: BaseHandler, assignment: str, notebooks: Iterable[str]) -> Iterator[str]:
    """Yield whose files could not be graded, with the reason that their pages give."""
    store = RecordStore(_course(handler).records / assignment)
    without: dict[str, set[str]] = {}
    for name in notebooks:
        for student in _without_points(handler, assignment, name):
            without.setdefault(student, set()).add(name)
    for student in sorted(without):
        for problem in _problems(store, student):
            if problem.notebook in without[student] and problem.kind in NOT_GRADED_KINDS:
                yield f"{student}: {problem}"


def _without_points(handler: BaseHandler, assignment: str, notebook: str) -> list[str]:
    """Return who has no points in a notebook: only their records are worth reading."""
    found = handler.gradebook.find_notebook(notebook, assignment)
    rows = handler.gradebook.db.query(SubmittedNotebook).filter(
        SubmittedNotebook.notebook_id == found.id, SubmittedNotebook.score == 0
    )
    return sorted(row.student.id for row in rows)


def _problems(store: RecordStore, student: str) -> tuple[Problem, ...]:
    """Return the problems of a record; of one that is missing or cannot be read, none."""
    try:
        record = store.record(student)
    except AutograderError:
        return ()
    return record.problems if record else ()


def _course(handler: BaseHandler) -> Course:
    return Course(Path(handler.coursedir.root))
