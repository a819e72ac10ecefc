"""Where a person has given the score: grading again changes nothing there."""

from collections.abc import Iterator, Sequence

from nbgrader.api import Grade, MissingEntry

from autograder.gradebook.gradebook import NbgraderCourse

Cell = tuple[str, str, str]


def scored_by_hand(
    course: NbgraderCourse, assignment: str, students: Sequence[str]
) -> frozenset[Cell]:
    """Return student, notebook and grade cell of every score that a person has given."""
    found = _grades(course, assignment, students)
    return frozenset(cell for cell, grade in found if grade.manual_score is not None)


def settled_by_hand(
    course: NbgraderCourse, assignment: str, students: Sequence[str]
) -> frozenset[Cell]:
    """Return those of them that nobody need look at again: the answer has not changed since."""
    return frozenset(
        cell
        for cell, grade in _grades(course, assignment, students)
        if grade.manual_score is not None and not grade.needs_manual_grade
    )


def _grades(
    course: NbgraderCourse, assignment: str, students: Sequence[str]
) -> Iterator[tuple[Cell, Grade]]:
    """Yield the grades of those who are in the gradebook."""
    if not students:
        return
    with course.gradebook() as gradebook:
        for student in students:
            try:
                submission = gradebook.find_submission(assignment, student)
            except MissingEntry:
                continue
            for notebook in submission.notebooks:
                yield from (
                    ((student, notebook.name, grade.name), grade) for grade in notebook.grades
                )
