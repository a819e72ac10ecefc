"""Where each assignment of a course stands, and what to do next, in words."""

from collections.abc import Iterator, Sequence

from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.released import Assignment
from autograder.store import RecordStore


def next_step(course: Course, nbgrader: NbgraderCourse, name: str) -> str:
    """Say how far one assignment has come; CourseError where it cannot be graded as it is."""
    if not any((course.root / "release" / name).glob("*.ipynb")):
        return _before_release(course, name)
    released = course.assignment(name)
    again = _to_release_again(course, released)
    return again + _after_release(course, nbgrader, released)


def _to_release_again(course: Course, released: Assignment) -> str:
    """Say which notebooks are another in `source/`; empty where none is."""
    if not (changed := course.changed_since_release(released)):
        return ""
    return (
        f"{', '.join(changed)} in source/ has other cells or points than in release/: "
        f"`nbgrader generate_assignment {released.name} --force` releases it again; "
    )


def _after_release(course: Course, nbgrader: NbgraderCourse, released: Assignment) -> str:
    name = released.name
    known = nbgrader.begun and nbgrader.knows(released)
    stands = "released" if known else "released, not in the gradebook yet (grading enters it)"
    students = course.students(name)
    if not students:
        return (
            f"{stands}; nothing was submitted: hand out release/{name}/, and put what comes back "
            f"into submitted/<student>/{name}/"
        )
    if left := _left(course, name, students):
        return f"{stands}; {left} of {len(students)} not graded: run `autograder grade {name}`"
    if not known:
        return f"graded, not in the gradebook: run `autograder grade {name}`"
    return "; ".join(_after_grading(course, nbgrader, released, students))


def _before_release(course: Course, name: str) -> str:
    if not any((course.root / "source" / name).glob("*.ipynb")):
        return (
            f"no notebooks yet: write source/{name}/<notebook>.ipynb (README, Write an assignment)"
        )
    # nbgrader passes over a folder that is there, even one without a notebook in it.
    force = " --force" if (course.root / "release" / name).exists() else ""
    return f"not released: run `nbgrader generate_assignment {name}{force}`"


def _left(course: Course, name: str, students: Sequence[str]) -> int:
    """Count those who have no record yet."""
    store = RecordStore(course.records / name)
    return sum(not store.record_path(student).exists() for student in students)


def _after_grading(
    course: Course, nbgrader: NbgraderCourse, released: Assignment, students: Sequence[str]
) -> Iterator[str]:
    yield f"{len(students)} graded"
    if waiting := nbgrader.waiting(released.name):
        yield f"{waiting} with answers to be read: open the formgrader"
    pages = [course.root / "feedback" / student / released.name for student in students]
    if all(page.exists() for page in pages):
        yield "feedback is written; `nbgrader export` writes the table of grades"
    else:
        yield f"`nbgrader generate_feedback {released.name}` writes the students' pages"
