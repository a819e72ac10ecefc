"""One comment for a group of the class report: which group is meant, and who is in it now."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from autograder.errors import CourseError
from autograder.released import ReleasedNotebook, nbgrader_metadata
from autograder.report.facts import Person
from autograder.report.groups import groups
from autograder.report.schema import ClassReport, Group


@dataclass(frozen=True)
class Members:
    """Who is in a group now, and who was when the report was written and is no longer."""

    students: tuple[str, ...]
    gone: tuple[str, ...]


def read_report(path: Path) -> ClassReport:
    """Read the `class.json` by which a person chose; CourseError where there is none."""
    try:
        return ClassReport.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        reason = "there is none" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise CourseError(
            f"{path}: expected the numbers of a class report, {reason}; run `autograder report`"
        ) from error


def find_group(report: ClassReport, cell: str, number: int) -> Group:
    """Return the group of `cell` or `notebook/cell`; CourseError where it is not certain."""
    of_cell = [each for each in report.groups if cell in (each.cell, _full(each))]
    found = [each for each in of_cell if each.number == number]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(map(_full, found))
        raise CourseError(f"more than one cell is called {cell!r}; there are: {names}")
    if of_cell:
        numbers = ", ".join(str(each.number) for each in of_cell)
        raise CourseError(f"{cell}: no group {number}; there are: {numbers}")
    names = ", ".join(dict.fromkeys(map(_full, report.groups))) or "none"
    raise CourseError(f"the report has no group of {cell!r}; cells with groups: {names}")


def members(group: Group, people: Iterable[Person]) -> Members:
    """Return who goes wrong in this way now: a grading may have come after the report."""
    same = (each for each in groups(people, ()) if _pattern(each) == _pattern(group))
    students = next((each.students for each in same), ())
    gone = (student for student in group.students if student not in students)
    return Members(students, tuple(gone))


def commented_cell(released: ReleasedNotebook, check: str) -> str:
    """Return the cell that carries comments on a check: the nearest TODO above it, or itself.

    nbgrader keeps comments on what students write; CourseError where they write nothing above.
    """
    last = ""
    for name, cell in released.cells_by_id.items():
        if nbgrader_metadata(cell).get("solution"):
            last = name
        if name == check and last:
            return last
    raise CourseError(f"{released.name}/{check}: no cell above it takes a comment")


def _full(group: Group) -> str:
    return f"{group.notebook}/{group.cell}"


def _pattern(group: Group) -> tuple[object, ...]:
    return group.notebook, group.cell, group.failed, group.faults
