"""Where a person has given the score: grading again changes nothing there."""

from collections.abc import Iterable

from nbgrader.api import MissingEntry

from autograder.gradebook.gradebook import NbgraderCourse

Cell = tuple[str, str, str]


def scored_by_hand(
    course: NbgraderCourse, assignment: str, students: Iterable[str]
) -> frozenset[Cell]:
    """Return student, notebook and grade cell of every score that a person has given."""
    found: set[Cell] = set()
    with course.gradebook() as gradebook:
        for student in students:
            try:
                submission = gradebook.find_submission(assignment, student)
            except MissingEntry:
                continue
            found.update(
                (student, notebook.name, grade.name)
                for notebook in submission.notebooks
                for grade in notebook.grades
                if grade.manual_score is not None
            )
    return frozenset(found)
