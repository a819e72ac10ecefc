"""Groups that hand in once, out of the course's `groups.csv`."""

from collections.abc import Mapping
from pathlib import Path

from autograder.errors import TableError
from autograder.spreadsheet import course_rows

FILE = "groups.csv"
HEADINGS = ("group", "student")


def groups_of(course: Path, assignment: str) -> Mapping[str, tuple[str, ...]]:
    """Return the members of each student's group, in the order of the table.

    TableError for a student of two groups.
    """
    groups: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    for number, (group, student) in course_rows(course / FILE, assignment, HEADINGS):
        if student in found:
            raise TableError(f"{course / FILE}: row {number}: {student!r} is in a group already")
        found[student] = groups.setdefault(group, [])
        found[student].append(student)
    return {student: tuple(members) for student, members in found.items()}
