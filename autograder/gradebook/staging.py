"""Show nbgrader what was found: a folder in which each notebook lies where nbgrader looks for it.

nbgrader reads `submitted/<student>/<assignment>/<notebook>.ipynb`, and nothing else. While it
autogrades, its folder of submissions is one made for it: an empty file stands for each notebook,
since the exporter reads what intake has found, and links lead to the files beside it. What
students handed in stays as it is. The commands of nbgrader and the formgrader get the same.
"""

import contextlib
import functools
import tempfile
from collections.abc import Callable, Iterator, Mapping
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
from autograder.submitted import TIMESTAMP

TIME = Path(TIMESTAMP)
NOTEBOOKS = ("*.ipynb",)


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


def shown(handed_in: Mapping[str, bool]) -> frozenset[str]:
    """Return which notebooks get a page: what was handed in, or all where nothing was."""
    there = frozenset(name for name, is_there in handed_in.items() if is_there)
    return there or frozenset(handed_in)


def found_notebooks(choices: Mapping[str, Choice]) -> dict[str, bool]:
    """Return for each notebook whether it was handed in."""
    return {name: not choice.missing for name, choice in choices.items()}


def _asked(course: Course, directory: CourseDirectory) -> list[tuple[str, Assignment]]:
    with contextlib.suppress(CourseError):
        assignment = course.assignment(directory.assignment_id)
        students = course.submitted(assignment.name).matching(directory.student_id)
        return [(student, assignment) for student in students]
    return []


def _fill(
    folder: Path, course: Course, assignment: Assignment, student: str, limits: Limits
) -> None:
    own = folder / assignment.name
    own.mkdir(parents=True)
    for name in shown(found_notebooks(find(course, assignment, student, limits))):
        (own / f"{name}.ipynb").touch()
    for place, file in beside(course, assignment, student, limits).items():
        link = own / place
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file)


def beside(
    course: Course, assignment: Assignment, student: str, limits: Limits
) -> dict[Path, Path]:
    """Return the files beside a student's notebooks that are copied on, by their place there.

    Among them is the time stamp, where none lies at its place that beside what was found.
    """
    folder = course.submission(assignment.name, student)
    theirs = folder.is_dir() and not is_linked(course, assignment.name, student)
    files = copied(folder, course.root / "source" / assignment.name, NOTEBOOKS) if theirs else []
    found = {file.relative_to(folder): file for file in files}
    if TIME not in found and (elsewhere := _timestamp(course, assignment, student, limits)):
        found[TIME] = elsewhere
    return found


def _timestamp(course: Course, assignment: Assignment, student: str, limits: Limits) -> Path | None:
    """Return the time stamp beside what was found; nothing is read where there is none at all."""
    inside = course.submitted(assignment.name).everything(student)
    if all(path.name != TIME.name for path in inside):
        return None
    choices = find(course, assignment, student, limits).values()
    files = [choice.file.parent / TIME for choice in choices if choice.file]
    return next((file for file in files if file.is_file() and not file.is_symlink()), None)
