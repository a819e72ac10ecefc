"""Comments that a person writes on one cell, out of the gradebook and into it."""

from collections.abc import Iterable
from dataclasses import dataclass

from nbgrader.api import Comment, Gradebook, MissingEntry
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import OperatorFault


@dataclass(frozen=True)
class CommentedCell:
    """A cell whose students' versions carry comments."""

    assignment: str
    notebook: str
    cell: str


def read_comments(
    gradebook: Gradebook, cell: CommentedCell, students: Iterable[str]
) -> dict[str, str]:
    """Return what a person has written, empty where nobody has; who is not entered is absent."""
    found = {}
    for student in students:
        try:
            found[student] = _comment(gradebook, cell, student).manual_comment or ""
        except MissingEntry:
            continue
    return found


def enter_comments(
    gradebook: Gradebook, cell: CommentedCell, students: Iterable[str], text: str
) -> None:
    """Give everyone the comment, or nobody where the database refuses one."""
    try:
        for student in students:
            _comment(gradebook, cell, student).manual_comment = text
        gradebook.db.commit()
    except (SQLAlchemyError, MissingEntry) as error:
        gradebook.db.rollback()
        raise OperatorFault(f"the gradebook took none of the comments: {error}") from error


def _comment(gradebook: Gradebook, cell: CommentedCell, student: str) -> Comment:
    return gradebook.find_comment(cell.cell, cell.notebook, cell.assignment, student)
