"""Late work and work handed in again, through the real pipeline."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT, answered, hand_in

from autograder.errors import OperatorFault, TableError
from autograder.gradebook.bulk import entering
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.history.log import read_history
from autograder.records import GradeRecord
from autograder.store import RecordStore
from autograder.tasks import Task, grade_task

RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
DUE = datetime(2030, 5, 1, 12)


def enter(course: NbgraderCourse, student: str) -> GradeRecord:
    """Grade one student as `autograder grade` does."""
    notebooks = frozenset([NOTEBOOK])
    task = Task(course.root, ASSIGNMENT, student, notebooks, limits_of(course.config))
    record = grade_task(task)
    course.autograde(ASSIGNMENT, student)
    return record


def late_example() -> str:
    """Return the late policy that stands in nbgrader_config.py as a comment."""
    text = (PROJECT / "nbgrader_config.py").read_text()
    _, first, rest = text.partition("# from math import ceil\n")
    return "".join(line[2:] or "\n" for line in (first + rest).splitlines(keepends=True))


@pytest.fixture
def due(course: Path) -> NbgraderCourse:
    """A course with a due date and the late policy of the example."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(late_example())
    opened = NbgraderCourse.open(course)
    with opened.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    return opened


def hand_in_at(course: NbgraderCourse, student: str, time: str) -> None:
    """Hand in a right solution with a time stamp beside it."""
    path = hand_in(course.root, student, answered(course.root, RIGHT))
    (path.parent / "timestamp.txt").write_text(time)


@pytest.mark.parametrize(
    ("days", "penalty"), [(-1.0, 0.0), (0.5, 0.4), (1.5, 0.8), (30.0, 2.0)], ids=str
)
def test_late_policy_of_the_example(days: float, penalty: float, due: NbgraderCourse) -> None:
    """Ten percent for each day begun, at most half; in time nothing; the record stays whole."""
    hand_in_at(due, "ada", f"{DUE + timedelta(days=days)} UTC")
    assert enter(due, "ada").score == 4.0
    with due.gradebook() as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        assert submission.score == 4.0
        assert submission.late_submission_penalty == pytest.approx(penalty)


@pytest.mark.parametrize("in_bulk", [True, False])
def test_due_date_of_ones_own_is_nbgraders_extension(due: NbgraderCourse, in_bulk: bool) -> None:
    """Ada has a week more, by each way into the gradebook; bob pays for the day."""
    later = DUE + timedelta(days=7)
    (due.root / "due_dates.csv").write_text(
        f"student,assignment,due\nada,{ASSIGNMENT},{later} UTC\nbob,another,{later} UTC\n"
    )
    assert due.deadlines(ASSIGNMENT).of("ada") == later.replace(tzinfo=UTC)
    for student in ("ada", "bob"):
        hand_in_at(due, student, f"{DUE + timedelta(hours=1)} UTC")
        if in_bulk:
            task = Task(due.root, ASSIGNMENT, student, frozenset([NOTEBOOK]), limits_of(due.config))
            keys = grade_task(task).keys
            with entering(due, task.read_release()) as enter_one:
                enter_one(task, keys)
        else:
            enter(due, student)
    with due.gradebook() as gradebook:
        found = {each: gradebook.find_submission(ASSIGNMENT, each) for each in ("ada", "bob")}
        late = {name: each.late_submission_penalty for name, each in found.items()}
        assert late == pytest.approx({"ada": 0.0, "bob": 0.4})
        assert (found["ada"].duedate, found["bob"].duedate) == (later, DUE)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("student,due\n", "expected the columns assignment, student, due"),
        (f"assignment,student,due\n{ASSIGNMENT},ada,soon\n", "row 2: expected a time"),
    ],
)
def test_table_of_due_dates_that_cannot_be_used_is_told(
    due: NbgraderCourse, table: str, words: str
) -> None:
    """Before anybody is graded, with the row."""
    (due.root / "due_dates.csv").write_text(table)
    with pytest.raises(TableError, match=words):
        due.deadlines(ASSIGNMENT)


def test_due_dates_of_students_need_one_for_all(due: NbgraderCourse) -> None:
    """An extension is what comes on top of the date for everybody."""
    (due.root / "due_dates.csv").write_text(f"assignment,student,due\n{ASSIGNMENT},ada,{DUE} UTC\n")
    with due.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=None)
    with pytest.raises(TableError, match="set the due date of the assignment"):
        due.deadlines(ASSIGNMENT)


def test_penalty_follows_the_score(due: NbgraderCourse) -> None:
    """Work handed in again, late and better, loses its share of the better score."""
    hand_in_at(due, "ada", f"{DUE + timedelta(hours=1)} UTC")
    hand_in(due.root, "ada", answered(due.root, WRONG))
    enter(due, "ada")
    hand_in(due.root, "ada", answered(due.root, RIGHT))
    enter(due, "ada")
    with due.gradebook() as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        assert submission.late_submission_penalty == pytest.approx(0.4)


def test_penalty_is_of_the_points_that_a_person_gave_as_well(due: NbgraderCourse) -> None:
    """Once answers are read, entering the grade again takes the share of all points."""
    hand_in_at(due, "ada", f"{DUE + timedelta(hours=1)} UTC")
    enter(due, "ada")
    with due.gradebook() as gradebook:
        written = gradebook.find_grade("written_why", NOTEBOOK, ASSIGNMENT, "ada")
        written.manual_score, written.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    enter(due, "ada")
    with due.gradebook() as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        assert submission.late_submission_penalty == pytest.approx(0.5)


def test_notebook_taken_back_leaves_nothing(due: NbgraderCourse) -> None:
    """Neither the penalty of a late notebook nor what stood in it outlives it."""
    hand_in_at(due, "ada", f"{DUE + timedelta(hours=1)} UTC")
    enter(due, "ada")
    graded = due.root / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert "return x + x" in graded.read_text()
    (due.root / "submitted" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").unlink()
    enter(due, "ada")
    with due.gradebook() as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        assert (submission.score, submission.late_submission_penalty) == (0.0, 0.0)
    assert "return x + x" not in graded.read_text()


def test_time_stamp_that_is_no_time_is_told(due: NbgraderCourse) -> None:
    """Whether such work is late a person has to say; the message names the file."""
    hand_in_at(due, "ada", "yesterday, honestly")
    with pytest.raises(OperatorFault, match=r"timestamp\.txt.*not a time"):
        enter(due, "ada")


def test_work_handed_in_again_is_graded_again(course: Path) -> None:
    """A new file gives a new grade in record and gradebook; the history keeps the old one."""
    opened = NbgraderCourse.open(course)
    hand_in(course, "ada", answered(course, WRONG))
    first = enter(opened, "ada")
    hand_in(course, "ada", answered(course, RIGHT))
    second = enter(opened, "ada")
    assert (first.score, second.score) == (0.0, 4.0)
    assert opened.totals(ASSIGNMENT) == {"ada": 4.0}
    store = RecordStore(course / "records" / ASSIGNMENT)
    lines = read_history(store.history_path("ada")).entries
    assert [line.score for line in lines] == [0.0, 4.0]
    assert "handed in again" in lines[1].changed
