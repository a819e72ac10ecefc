"""Grades into the gradebook: nbgrader's own converter against the bulk, side by side in one run.

One student of a light course is graded; the class gets copies of those grades. Each round enters
everyone by both ways into gradebooks of their own, anew. Prints notebooks a second and the ratio;
ends with status 1 where the bulk is below what is asked for.

    python benchmarks/entering.py --students 12 --rounds 5 --notebooks-a-second 50
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from light_course import NOTEBOOKS, make_light_course, students_of
from tiny_course import ASSIGNMENT

from autograder.course import Course
from autograder.gradebook.bulk import entering
from autograder.gradebook.gradebook import EVERY_NOTEBOOK, NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.records import GradeRecord
from autograder.tasks import Task, grade_task

Keys = Mapping[str, str]


def main() -> None:
    """Enter a class by both ways, in turns, and print how fast each was."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        course = make_light_course(Path(folder) / "course", options.students)
        keys = grade_one_for_all(course, options.students).keys
        found = [_round(course, options.students, keys) for _ in range(options.rounds)]
    number = options.students * len(NOTEBOOKS)
    stock = statistics.median(number / before for before, _ in found)
    bulk = statistics.median(number / after for _, after in found)
    ratio = statistics.median(before / after for before, after in found)
    print(f"nbgrader's converter: {stock:.1f} notebooks a second")
    print(f"in bulk: {bulk:.1f} notebooks a second, {ratio:.1f} times as many")
    sys.exit(bulk < options.notebooks_a_second)


def grade_one_for_all(course: Path, students: int) -> GradeRecord:
    """Grade the first of a class, and give everyone else the same grades."""
    first, *others = students_of(students)
    record = grade_task(_task(NbgraderCourse.open(course), first))
    grades = course / "records" / ASSIGNMENT / "notebooks"
    for student in others:
        shutil.copytree(grades / first, grades / student)
    return record


def _round(course: Path, students: int, keys: Keys) -> tuple[float, float]:
    """Return the seconds of nbgrader's converter and those of the bulk."""
    names = students_of(students)

    def by_nbgrader(opened: NbgraderCourse) -> None:
        for student in names:
            opened.autograde(ASSIGNMENT, student, EVERY_NOTEBOOK, keys)

    def in_bulk(opened: NbgraderCourse) -> None:
        enter_class(opened, students, keys)

    return _seconds(course, by_nbgrader), _seconds(course, in_bulk)


def enter_class(course: NbgraderCourse, students: int, keys: Keys) -> None:
    """Enter everyone in bulk, with the grades of these keys."""
    with entering(course, Course(course.root).assignment(ASSIGNMENT)) as enter:
        for student in students_of(students):
            enter(_task(course, student), keys)


def _seconds(course: Path, enter: Callable[[NbgraderCourse], None]) -> float:
    """Take the time of one way, in a course where nobody has been entered."""
    (course / "gradebook.db").unlink(missing_ok=True)
    for left in (course / "autograded", course / "records" / ASSIGNMENT / "entered"):
        shutil.rmtree(left, ignore_errors=True)
    opened = NbgraderCourse.open(course)
    opened.enter_assignment(Course(course).assignment(ASSIGNMENT))
    started = time.perf_counter()
    enter(opened)
    return time.perf_counter() - started


def _task(course: NbgraderCourse, student: str) -> Task:
    limits = limits_of(course.config)
    return Task(course.root, ASSIGNMENT, student, frozenset(NOTEBOOKS), limits)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--notebooks-a-second", type=float, default=0.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
