"""Submissions to grade, as a course's configuration and its deadlines say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.gradebook.deadlines import Deadlines
from autograder.gradebook.settings import carries_forward, limits_of, minimum_level
from autograder.tasks import Task


def open_task(course: Path, assignment: str, notebooks: Iterable[str], config: Config) -> Task:
    """Return the task of nobody yet: limits and confinement are those of the configuration."""
    return Task(
        course=course,
        assignment=assignment,
        student="",
        notebooks=frozenset(notebooks),
        limits=limits_of(config),
        minimum=minimum_level(config),
    )


def handed_to(
    students: Iterable[str], task: Task, config: Config, deadlines: Deadlines
) -> list[Task]:
    """Return a task like the one given for each student.

    Errors are carried forward once the deadline is over: what a right function gives is nothing
    to be learned by handing in again.
    """
    carry, now = carries_forward(config), datetime.now(UTC)
    return [
        replace(task, student=each, carry_forward=carry and not deadlines.ahead(each, now))
        for each in students
    ]


def task_of(student: str, task: Task, config: Config) -> Task:
    """Return the task of one student, as nbgrader's own commands grade it."""
    needed = carries_forward(config)
    deadlines = _deadlines(task.course, task.assignment, config) if needed else Deadlines()
    return handed_to([student], task, config, deadlines)[0]


def _deadlines(course: Path, assignment: str, config: Config) -> Deadlines:
    directory = CourseDirectory(root=str(course), config=config)
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        return Deadlines.read(gradebook, assignment, course)
