"""The formgrader's Autograde button: it grades beside the server and says what came of it.

nbgrader grades within the request, and until then the server answers nobody. Here the grade is made
in a process of its own first, so that nbgrader, as its configuration tells it, only enters it.
"""

import asyncio
import json
import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.server_extensions.formgrader.apihandlers import AutogradeHandler
from nbgrader.server_extensions.formgrader.base import check_notebook_dir, check_xsrf
from tornado.web import authenticated
from traitlets import TraitError

from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import Standing, standings
from autograder.gradebook.preprocessors import SubmissionExporter
from autograder.gradebook.tasks import open_task, task_of
from autograder.pool import begin_beside
from autograder.records import GradeRecord
from autograder.store import RecordStore

# The box that nbgrader shows the log in is no wider.
WIDTH = 78

Words = Callable[[GradeRecord, Standing | None], str]


def install(words: Words) -> None:
    """Have the button grade beside the server; `words` say what the gradebook then holds."""

    async def post(handler: AutogradeHandler, assignment: str, student: str) -> None:
        handler.write(json.dumps(await _answer(handler.api, assignment, student, words)))

    AutogradeHandler.post = authenticated(check_xsrf(check_notebook_dir(post)))


async def _answer(api: NbGraderAPI, assignment: str, student: str, words: Words) -> dict[str, Any]:
    """Return what nbgrader reports; where it read the record, our words come before its log.

    A group's record is entered for all its members.
    """
    if not _reads_records(api):
        reported: dict[str, Any] = api.autograde(assignment, student)
        return reported
    await _grade_beside(api, assignment, student)
    result: dict[str, Any] = api.autograde(assignment, student)
    if result["success"]:
        result["log"] = f"{_told(api, assignment, student, words)}\n\n{result['log']}"
        for other in _members(api, assignment, student) - {student}:
            entered: dict[str, Any] = api.autograde(assignment, other)
            result = result if entered["success"] else entered
    return result


def _members(api: NbGraderAPI, assignment: str, student: str) -> frozenset[str]:
    return frozenset(Course(Path(api.coursedir.root)).submitted(assignment).members(student))


def _reads_records(api: NbGraderAPI) -> bool:
    """Whether the course's configuration has nbgrader take its scores from records."""
    try:
        exporter = Autograde(coursedir=api.coursedir, parent=api).exporter_class
    except TraitError:  # nbgrader says so when it runs
        return False
    return issubclass(exporter, SubmissionExporter)


async def _grade_beside(api: NbGraderAPI, assignment: str, student: str) -> None:
    """Make the record that nbgrader will look for.

    What goes wrong here goes wrong there once more, and is told as always.
    """
    course = Course(Path(api.coursedir.root))
    with suppress(Exception):
        names = course.assignment(assignment).notebooks
        submitted = course.submitted(assignment)
        if (lead := submitted.lead(student)) in submitted.students:
            task = task_of(lead, open_task(course.root, assignment, names, api.config), api.config)
            await asyncio.wrap_future(begin_beside(task))


def _told(api: NbGraderAPI, assignment: str, student: str, words: Words) -> str:
    course = NbgraderCourse.open(Path(api.coursedir.root))
    lead = Course(course.root).submitted(assignment).lead(student)
    record = RecordStore(Course(course.root).records / assignment).record(lead)
    standing = standings(course, assignment, [student]).get(student)
    said = textwrap.fill(f"{student}: {words(record, standing)}", WIDTH) if record else ""
    return f"{said}\nTo grade all submissions at once: autograder grade {assignment}"
