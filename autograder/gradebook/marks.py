"""Marks that a person gives for one written question, out of the gradebook and into it."""

from collections.abc import Mapping

from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import CourseError, OperatorFault
from autograder.marking.answers import Mark
from autograder.marking.question import Question


def read_marks(gradebook: Gradebook, question: Question) -> dict[str, Mark]:
    """Return the mark of everyone who has handed in; CourseError where the cell is not known."""
    try:
        gradebook.find_grade_cell(question.cell, question.notebook, question.assignment)
    except MissingEntry as error:
        raise CourseError(
            f"the gradebook does not know {question.notebook}/{question.cell}; "
            f"run `autograder grade {question.assignment}` first"
        ) from error
    submissions = gradebook.assignment_submissions(question.assignment)
    return {each.student_id: _mark(each, question, gradebook) for each in submissions}


def enter_marks(gradebook: Gradebook, question: Question, marks: Mapping[str, Mark]) -> None:
    """Enter all marks, or none where the database refuses one."""
    try:
        for student, mark in marks.items():
            grade = _grade(gradebook, question, student)
            if not mark.waits:
                grade.manual_score, grade.needs_manual_grade = mark.points, False
            comment = gradebook.find_comment(
                question.cell, question.notebook, question.assignment, student
            )
            comment.manual_comment = mark.comment or None
        gradebook.db.commit()
    except (SQLAlchemyError, MissingEntry) as error:
        gradebook.db.rollback()
        raise OperatorFault(f"the gradebook took none of the marks: {error}") from error


def _mark(submission: SubmittedAssignment, question: Question, gradebook: Gradebook) -> Mark:
    student = submission.student_id
    grade = _grade(gradebook, question, student)
    comment = gradebook.find_comment(question.cell, question.notebook, question.assignment, student)
    # What was not answered has 0 points without a person, who may give others.
    waits = grade.needs_manual_grade or grade.manual_score is None
    return Mark(grade.manual_score, comment.manual_comment or "", waits)


def _grade(gradebook: Gradebook, question: Question, student: str) -> Grade:
    return gradebook.find_grade(question.cell, question.notebook, question.assignment, student)
