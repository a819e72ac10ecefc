"""The gradebook while one submission is entered: rows are read at once, one transaction writes.

nbgrader's steps each open the gradebook, look for every cell by itself and commit it. While they
work on a submission this gradebook is lent to them: what they commit is written, and stays when
all of it has been.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SourceCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.preprocessors import (
    latesubmissions,
    overwritecells,
    overwritekernelspec,
    saveautogrades,
)
from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import Session, scoped_session, sessionmaker

# Where nbgrader's steps find the gradebook that they open.
STEPS: Sequence[Any] = (overwritekernelspec, overwritecells, saveautogrades, latesubmissions)
Cell = tuple[str, str]


class _Held(Session):
    """Keeps what is committed to itself until all is written."""

    def commit(self) -> None:
        """Wait for the end."""


class OneSubmission(Gradebook):
    """nbgrader's gradebook over one connection, whose transaction is its maker's."""

    def __init__(self, connection: Connection, course_id: str) -> None:
        self.course_id, self.authenticator = course_id, None
        self.db = scoped_session(sessionmaker(connection, class_=_Held))
        self._submission: SubmittedAssignment | None = None
        self._released: dict[str, Notebook] = {}
        self._notebooks: dict[str, SubmittedNotebook] = {}
        self._source: dict[Cell, SourceCell] = {}
        self._graded: dict[Cell, GradeCell | TaskCell] = {}
        self._grades: dict[Cell, Grade] = {}
        self._comments: dict[Cell, Comment] = {}

    def load(self, submission: SubmittedAssignment) -> None:
        """Read all that the steps will ask for."""
        self.db.flush()
        of_release = Notebook.assignment_id == submission.assignment_id
        released = self.db.scalars(select(Notebook).where(of_release)).all()
        self._submission = submission
        self._released = {notebook.name: notebook for notebook in released}
        self._notebooks = {each.notebook.name: each for each in submission.notebooks}
        self._source = self._named(_cells(SourceCell).where(of_release))
        self._graded = self._named(_cells(GradeCell).where(of_release))
        self._graded |= self._named(_cells(TaskCell).where(of_release))
        self._grades = self._named(_entries(Grade, submission))
        self._comments = self._named(_entries(Comment, submission))

    def close(self) -> None:
        """Stay open: the steps close what they believe to have opened."""

    def find_notebook(self, name: str, assignment: str) -> Notebook:
        """Return a released notebook."""
        return self._released.get(name) or super().find_notebook(name, assignment)

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> SourceCell:
        """Return a cell as it was released."""
        found = self._source.get((notebook, name))
        return found or super().find_source_cell(name, notebook, assignment)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> GradeCell | TaskCell:
        """Return a released cell with points."""
        found = self._graded.get((notebook, name))
        return found or super().find_graded_cell(name, notebook, assignment)

    def find_submission(self, assignment: str, student: str) -> SubmittedAssignment:
        """Return the submission."""
        return self._submission or super().find_submission(assignment, student)

    def find_submission_notebook(
        self, notebook: str, assignment: str, student: str
    ) -> SubmittedNotebook:
        """Return one notebook of the submission, whose score the database adds up when asked."""
        self.db.flush()
        found = self._notebooks.get(notebook)
        return found or super().find_submission_notebook(notebook, assignment, student)

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        """Return the grade of one cell."""
        found = self._grades.get((notebook, grade_cell))
        return found or super().find_grade(grade_cell, notebook, assignment, student)

    def find_comment(
        self, solution_cell: str, notebook: str, assignment: str, student: str
    ) -> Comment:
        """Return the comment on one cell."""
        found = self._comments.get((notebook, solution_cell))
        return found or super().find_comment(solution_cell, notebook, assignment, student)

    def _named(self, asked: Select[Any]) -> dict[Cell, Any]:
        rows = self.db.execute(asked)
        return {(notebook, cell): found for found, notebook, cell in rows}


@contextlib.contextmanager
def one_submission(gradebook: Gradebook) -> Iterator[OneSubmission]:
    """Lend a gradebook to nbgrader's steps; all is kept at the end, or nothing."""
    with gradebook.engine.begin() as connection:
        lent = OneSubmission(connection, gradebook.course_id)
        try:
            with _lent(lent):
                yield lent
            lent.db.flush()
        finally:
            lent.db.remove()


@contextlib.contextmanager
def _lent(gradebook: OneSubmission) -> Iterator[None]:
    for module in STEPS:
        module.Gradebook = lambda _address: gradebook
    try:
        yield
    finally:
        for module in STEPS:
            module.Gradebook = Gradebook


def _cells(kind: Any) -> Select[Any]:
    """Ask for released cells of a kind, with the names of their notebooks and their own."""
    return select(kind, Notebook.name, kind.name).join(Notebook, Notebook.id == kind.notebook_id)


def _entries(kind: type[Grade] | type[Comment], submission: SubmittedAssignment) -> Select[Any]:
    """Ask for the grades or comments of a submission, with the names of notebook and cell."""
    return (
        select(kind, Notebook.name, BaseCell.name)
        .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(BaseCell, BaseCell.id == kind.cell_id)
        .where(SubmittedNotebook.assignment_id == submission.id)
    )
