"""Read the final points of a class out of the gradebook, with the records beside them."""

from collections.abc import Iterable

from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.api import Student as Enrolled

from autograder.course import Course
from autograder.errors import CourseError, RecordCorrupt
from autograder.export.finals import CellPoints, Final, Finals, Student
from autograder.gradebook.manual import standing_of
from autograder.records import CellResult, GradeRecord
from autograder.store import RecordStore
from autograder.submitted import Submitted


def read_finals(
    gradebook: Gradebook, course: Course, assignment: str, only: Iterable[str] = ()
) -> Finals:
    """Return the points of everyone in the gradebook, or of those named in `only`.

    CourseError where the gradebook does not know the assignment or a name.
    """
    try:
        max_score = gradebook.find_assignment(assignment).max_score
    except MissingEntry as error:
        known = ", ".join(sorted(each.name for each in gradebook.assignments)) or "none"
        raise CourseError(f"the gradebook has no {assignment!r}; there are: {known}") from error
    enrolled = {each.id: each for each in gradebook.students}
    submissions = {each.student_id: each for each in gradebook.assignment_submissions(assignment)}
    if unknown := sorted(set(only) - set(enrolled)):
        raise CourseError(f"the gradebook has no student {', '.join(map(repr, unknown))}")
    asked = sorted(set(only) or set(enrolled))
    store = RecordStore(course.records / assignment)
    records, corrupt = _records(store, course.submitted(assignment), asked)
    finals = tuple(
        _final(enrolled[name], submissions.get(name), records.get(name)) for name in asked
    )
    missing = [] if only else _not_entered(store, set(submissions))
    return Finals(assignment, max_score, finals, (*corrupt, *missing))


def read_students(gradebook: Gradebook) -> list[Student]:
    """Return everyone in the gradebook."""
    return [_student(each) for each in gradebook.students]


def _records(
    store: RecordStore, submitted: Submitted, students: Iterable[str]
) -> tuple[dict[str, GradeRecord], list[str]]:
    """Read the records; one that cannot be read costs the criteria, not the points."""
    found: dict[str, GradeRecord] = {}
    corrupt: list[str] = []
    for student in students:
        try:
            if record := store.record(submitted.lead(student)):
                found[student] = record
        except RecordCorrupt as error:
            corrupt.append(f"{student}: without criteria, {error}")
    return found, corrupt


def _not_entered(store: RecordStore, entered: set[str]) -> list[str]:
    graded = sorted(path.stem for path in store.folder.glob("*.json"))
    return [
        f"{student}: was graded and is not in the gradebook; run `autograder grade` once more"
        for student in graded
        if student not in entered
    ]


def _final(
    enrolled: Enrolled, submission: SubmittedAssignment | None, record: GradeRecord | None
) -> Final:
    student = _student(enrolled)
    if submission is None:
        return Final(student)
    standing = standing_of(submission)
    return Final(
        student=student,
        score=standing.score,
        late_penalty=standing.late,
        extra_credit=standing.extra,
        cells=_cells(submission, record),
        seconds=record.seconds if record else 0.0,
    )


def _student(enrolled: Enrolled) -> Student:
    return Student(
        id=enrolled.id,
        first_name=enrolled.first_name or "",
        last_name=enrolled.last_name or "",
        email=enrolled.email or "",
        lms_user_id=enrolled.lms_user_id or "",
    )


def _cells(submission: SubmittedAssignment, record: GradeRecord | None) -> tuple[CellPoints, ...]:
    """Return the cells of the gradebook, in the order of the record."""
    results = {(each.notebook, each.cell): each for each in record.cells} if record else {}
    places = {cell: place for place, cell in enumerate(results)}
    grades = {
        (each.name, grade.name): grade for each in submission.notebooks for grade in each.grades
    }
    ordered = sorted(grades, key=lambda cell: (places.get(cell, len(places)), cell))
    return tuple(_cell(cell, grades[cell], results.get(cell)) for cell in ordered)


def _cell(cell: tuple[str, str], grade: Grade, result: CellResult | None) -> CellPoints:
    notebook, name = cell
    return CellPoints(
        notebook=notebook,
        cell=name,
        score=grade.score,
        max_score=grade.max_score,
        by_hand=grade.manual_score is not None,
        waits=grade.needs_manual_grade,
        result=result,
    )
