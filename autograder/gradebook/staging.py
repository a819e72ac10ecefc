"""Show nbgrader what was found: a folder in which each notebook lies where nbgrader looks for it.

nbgrader reads `submitted/<student>/<assignment>/<notebook>.ipynb`, and nothing else. While it
autogrades, its folder of submissions is one made for it: an empty file stands for each notebook,
since the exporter reads what intake has found, and links lead to the files beside it. What
students handed in stays as it is. The commands of nbgrader and the formgrader get the same.
"""

import contextlib
import functools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.copying import copied
from autograder.gradebook.settings import limits_of
from autograder.intake.choosing import Choice
from autograder.intake.finding import find, is_linked
from autograder.limits import Limits
from autograder.released import Assignment

TIMESTAMP = "timestamp.txt"


def install() -> None:
    """Have nbgrader autograde what was found."""
    if not hasattr(Autograde.start, "__wrapped__"):
        Autograde.start = _staging(Autograde.start)


def _staging(start: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(start)
    def staged_start(converter: Any) -> None:
        with staged(converter.coursedir, limits_of(converter.config)):
            start(converter)

    return staged_start


@contextlib.contextmanager
def staged(directory: CourseDirectory, limits: Limits) -> Iterator[None]:
    """Make the folder for the students and the assignment that are asked for, for a while.

    Where there is nobody to be graded, nbgrader says so in its own words, of its own folder.
    """
    course, before = Course(Path(directory.root).resolve()), directory.submitted_directory
    asked = _asked(course, directory)
    if not asked:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="found-") as folder:
        for student, assignment in asked:
            _fill(Path(folder, student), course, assignment, student, limits)
        directory.submitted_directory = folder
        try:
            yield
        finally:
            directory.submitted_directory = before


def shown(choices: dict[str, Choice]) -> frozenset[str]:
    """Return which notebooks get a page: what was handed in, or all where nothing was."""
    there = frozenset(name for name, choice in choices.items() if not choice.missing)
    return there or frozenset(choices)


def _asked(course: Course, directory: CourseDirectory) -> list[tuple[str, Assignment]]:
    with contextlib.suppress(CourseError):
        assignment = course.assignment(directory.assignment_id)
        students = course.submitted(assignment.name).matching(directory.student_id)
        return [(student, assignment) for student in students]
    return []


def _fill(
    folder: Path, course: Course, assignment: Assignment, student: str, limits: Limits
) -> None:
    own, expected = folder / assignment.name, course.submission(assignment.name, student)
    own.mkdir(parents=True)
    choices = find(course, assignment, student, limits)
    for name in shown(choices):
        (own / f"{name}.ipynb").touch()
    theirs = expected.is_dir() and not is_linked(course, assignment, student)
    beside = expected if theirs else own
    for file in copied(beside, course.root / "source" / assignment.name, ("*.ipynb",)):
        link = own / file.relative_to(beside)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file)
    if not (own / TIMESTAMP).exists() and (found := _timestamp(choices)):
        (own / TIMESTAMP).symlink_to(found)


def _timestamp(choices: dict[str, Choice]) -> Path | None:
    """Return the time stamp beside what was found, where none lies at the expected place."""
    files = [choice.file.with_name(TIMESTAMP) for choice in choices.values() if choice.file]
    return next((file for file in files if file.is_file() and not file.is_symlink()), None)
