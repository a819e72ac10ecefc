"""A class in a gradebook, with its records, that nobody had to grade."""

import shutil
from pathlib import Path

from nbgrader.api import Gradebook
from tiny_course import PROJECT

from autograder.disk import write_whole
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.records import CellResult, CriterionResult, GradeRecord, Measurement, Verdict, total
from autograder.store import RecordStore

ASSIGNMENT = "week5"
NOTEBOOK = "1_first"
# id, first name, last name, e-mail, Canvas's number, credit of `slope.size`, points of the answer
STUDENTS = (
    ("ada", "Ada", "Lovelace", "ada@uni.example", "101", 1.0, 2.5),
    ("0042", "Jürgen", "Müller", "juergen@uni.example", "102", 0.5, 0.0),
    ("anna1", "Anna", "Kovács", "anna@uni.example", "103", 0.0, 3.0),
    ("anna2", "Anna", "Kovács", "anna.k@uni.example", "104", 1.0, None),
    ("zoe\u0301", "Zoé", "=HYPERLINK(1)", None, None, 1.0, 1.0),
)
ABSENT = "nemo"


def make_class(folder: Path) -> Path:
    """Write a course with a gradebook and records: a check of 4 points, an answer of 3.

    ada has handed in late and has lost a point; of anna2 the answer waits for a person.
    """
    folder.mkdir(parents=True)
    shutil.copy(PROJECT / "nbgrader_config.py", folder)
    with NbgraderCourse.open(folder).gradebook() as gradebook:
        _add_assignment(gradebook)
        gradebook.add_student(ABSENT, first_name="Nemo", email="nemo@uni.example")
        for name, first, last, email, number, credit, points in STUDENTS:
            about = {"first_name": first, "last_name": last, "email": email, "lms_user_id": number}
            gradebook.add_student(name, **about)
            record = record_of(name, credit)
            write_whole(store_of(folder).record_path(name), record.to_json())
            _enter(gradebook, record, points)
    return folder


def store_of(course: Path) -> RecordStore:
    """Return where the records lie."""
    return RecordStore(course / "records" / ASSIGNMENT)


def record_of(student: str, credit: float) -> GradeRecord:
    """Return the record of a student who has the sign right, and a part of the size."""
    verdict = Verdict.PASSED if credit == 1 else Verdict.FAILED
    sign = CriterionResult(name="sign", verdict=Verdict.PASSED, weight=1, credit=1, asked="Signed.")
    size = CriterionResult(
        name="size",
        verdict=verdict,
        weight=3,
        credit=credit,
        asked="The slope at 0 is 0.25.",
        message="" if credit == 1 else "expected 0.25, got \x1b[31m<b>0.5</b>",
        hint="" if credit == 1 else "the slope of tanh",
        measurements=(Measurement(name="slope", value=0.5, asked="0.25"),),
    )
    cells = (
        CellResult(
            notebook=NOTEBOOK,
            cell="slope",
            score=1 + 3 * credit,
            max_score=4,
            criteria=(sign, size),
        ),
        CellResult(notebook=NOTEBOOK, cell="why", score=None, max_score=3, manual=True),
    )
    score, max_score = total(cells)
    return GradeRecord(
        student=student,
        assignment=ASSIGNMENT,
        score=score,
        max_score=max_score,
        needs_manual=True,
        cells=cells,
        environment={},
        seconds=2.4,
    )


def _add_assignment(gradebook: Gradebook) -> None:
    gradebook.add_assignment(ASSIGNMENT)
    gradebook.add_notebook(NOTEBOOK, ASSIGNMENT)
    gradebook.add_grade_cell("slope", NOTEBOOK, ASSIGNMENT, max_score=4, cell_type="code")
    gradebook.add_grade_cell("why", NOTEBOOK, ASSIGNMENT, max_score=3, cell_type="markdown")
    gradebook.add_solution_cell("why", NOTEBOOK, ASSIGNMENT)


def _enter(gradebook: Gradebook, record: GradeRecord, points: float | None) -> None:
    gradebook.add_submission(ASSIGNMENT, record.student)
    check = gradebook.find_grade("slope", NOTEBOOK, ASSIGNMENT, record.student)
    check.auto_score, check.needs_manual_grade = record.cells[0].score, False
    answer = gradebook.find_grade("why", NOTEBOOK, ASSIGNMENT, record.student)
    answer.manual_score, answer.needs_manual_grade = points, points is None
    if record.student == "ada":
        notebook = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, record.student)
        notebook.late_submission_penalty = 1.0
    gradebook.db.commit()
