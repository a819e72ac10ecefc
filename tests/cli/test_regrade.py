"""`autograder regrade` and `autograder history` on a small course that has been graded."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, cell, hand_in

from autograder.cli import main
from autograder.cli.batch import hold
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.history.log import read_history
from autograder.limits import Limits
from autograder.records import Problem, ProblemKind
from autograder.store import RecordStore
from autograder.tasks import Keep, Task, Work, grade_task

RIGHT = "def double(x):\n    return x + x\n"
SIZE_ONLY = "def double(x):\n    return 2 * abs(x)\n"


def run(course: Path, *arguments: str) -> Result:
    """Run the command and return what it printed."""
    return CliRunner().invoke(main, [*arguments, "--course", str(course)], terminal_width=200)


@pytest.fixture(scope="module")
def graded_once(made_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with two graded students; tests get copies."""
    course = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(made_course, course)
    hand_in(course, "ada", answered(course, RIGHT))
    partly = answered(course, SIZE_ONLY)
    cell(partly, "written_why").source = "Because."
    hand_in(course, "bob", partly)
    assert run(course, "grade", ASSIGNMENT, "--jobs", "1").exit_code == 0
    return course


@pytest.fixture
def graded(graded_once: Path, tmp_path: Path) -> Path:
    """A copy of the graded course, free to change."""
    return Path(shutil.copytree(graded_once, tmp_path / "course"))


def grader(course: Path) -> Path:
    """Return the file of hidden graders."""
    return course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py"


def make_negative_count_for_all(course: Path) -> None:
    """Change the graders so that who is wrong for negative numbers loses all of that criterion."""
    text = grader(course).read_text()
    grader(course).write_text(text.replace("    measure.credit(abs(value), zero=0, full=4)\n", ""))


def files(course: Path) -> dict[Path, bytes]:
    """Return every file of a course, but for what Python caches."""
    paths = (path for path in course.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in paths if "__pycache__" not in path.parts}


def test_dry_run_says_who_loses_and_why_and_writes_nothing(graded: Path) -> None:
    """The change costs bob half a point; nothing on the disk differs afterwards."""
    make_negative_count_for_all(graded)
    before = files(graded)
    result = run(graded, "regrade", ASSIGNMENT, "--dry-run", "--jobs", "1")
    said = " ".join(result.output.split())
    assert result.exit_code == 0, result.output
    assert f"bob 3.5 3 other graders {NOTEBOOK}/double 3.5 of 4 → 3 of 4" in said
    assert "negative: 50% of its points → 0% of its points (double(-1): asked was -2, got 2" in said
    assert "0 go up, 1 go down, 1 graded again with the same points" in said
    assert files(graded) == before


def score_by_hand(course: NbgraderCourse) -> None:
    """Give bob points for both cells and a comment, as a person does in the formgrader."""
    with course.gradebook() as gradebook:
        for name, score in (("double", 2.25), ("written_why", 0.75)):
            grade = gradebook.find_grade(name, NOTEBOOK, ASSIGNMENT, "bob")
            grade.manual_score, grade.needs_manual_grade = score, False
        comment = gradebook.find_comment("written_why", NOTEBOOK, ASSIGNMENT, "bob")
        comment.manual_comment = "Well put."
        gradebook.db.commit()


def test_regrade_leaves_a_persons_work_alone(graded: Path) -> None:
    """The new score stands beside the manual one; manual scores and the comment stay."""
    course = NbgraderCourse.open(graded)
    score_by_hand(course)
    make_negative_count_for_all(graded)
    result = run(graded, "regrade", ASSIGNMENT, "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert "a person has scored this cell" in result.output
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "bob")
        written = gradebook.find_grade("written_why", NOTEBOOK, ASSIGNMENT, "bob")
        comment = gradebook.find_comment("written_why", NOTEBOOK, ASSIGNMENT, "bob")
        assert (grade.auto_score, grade.manual_score, grade.score) == (3.0, 2.25, 2.25)
        assert (written.manual_score, written.score) == (0.75, 0.75)
        assert comment.comment == "Well put."
    assert course.totals(ASSIGNMENT) == {"ada": 4.0, "bob": 3.0}


def test_regrade_writes_record_and_history(graded: Path) -> None:
    """The new score is the latest in the history, no draft is left, a second run does nothing."""
    make_negative_count_for_all(graded)
    assert run(graded, "regrade", ASSIGNMENT, "--jobs", "1").exit_code == 0
    store = RecordStore(graded / "records" / ASSIGNMENT)
    scores = [entry.score for entry in read_history(store.history_path("bob")).entries]
    assert scores == [3.5, 3.0]
    assert store.drafts.notebooks("bob") == {}
    assert "0 graded again with the same points" in run(graded, "regrade", ASSIGNMENT).output


def test_only_what_is_touched_is_graded_again(graded: Path) -> None:
    """One student hands in anew: the other's notebook is not run."""
    hand_in(graded, "bob", answered(graded, RIGHT))
    store = RecordStore(graded / "records" / ASSIGNMENT)
    before = store.record_path("ada").read_bytes()
    said = run(graded, "regrade", ASSIGNMENT, "--jobs", "1").output
    assert "handed in again" in said
    assert "1 go up, 0 go down" in said
    assert "1 not touched" in said
    assert store.record_path("ada").read_bytes() == before


def test_regrade_of_one_student_leaves_the_others(graded: Path) -> None:
    """Only the named student's record is compared and written."""
    make_negative_count_for_all(graded)
    before = files(graded)
    result = run(graded, "regrade", ASSIGNMENT, "--student", "bob", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert "0 go up, 1 go down, 0 graded again" in " ".join(result.output.split())
    ada = {
        path for path, data in before.items() if "ada" in path.name and path.read_bytes() != data
    }
    assert ada == set()
    unknown = run(graded, "regrade", ASSIGNMENT, "--student", "eve")
    assert unknown.exit_code == 1
    assert "no submission of 'eve'" in unknown.output


def test_drafts_of_a_regrade_that_was_stopped_are_used(graded: Path) -> None:
    """What had been graded when it was stopped is not graded again."""
    make_negative_count_for_all(graded)
    limits = limits_of(NbgraderCourse.open(graded).config)
    task = Task(graded, ASSIGNMENT, "bob", frozenset([NOTEBOOK]), limits)
    Work(task.read_release(), Keep.DRAFTS).do(task)
    drafts = task.store.drafts
    drafted = Problem(kind=ProblemKind.RUN, message="as drafted")
    draft = drafts.notebooks("bob")[NOTEBOOK].model_copy(update={"problems": (drafted,)})
    drafts.save_notebooks("bob", {NOTEBOOK: draft})
    assert grade_task(task).problems == (drafted,)
    assert drafts.notebooks("bob") == {}


def test_draft_that_no_longer_holds_does_not_hide_the_stored_grade(graded: Path) -> None:
    """Graders changed, drafted and changed back: the stored grades stand, and nothing is run."""
    before = grader(graded).read_text()
    task = Task(graded, ASSIGNMENT, "bob", frozenset([NOTEBOOK]), Limits())
    grade_task(task)
    make_negative_count_for_all(graded)
    Work(task.read_release(), Keep.DRAFTS).do(task)
    grader(graded).write_text(before)
    stored = task.store.notebooks("bob")
    grade_task(task)
    assert task.store.notebooks("bob") == stored


def test_regrade_makes_good_what_is_not_in_the_gradebook(graded: Path) -> None:
    """A lost autograded notebook, and a student whom a restored gradebook does not know."""
    course = NbgraderCourse.open(graded)
    scores = course.totals(ASSIGNMENT)
    shutil.rmtree(graded / "autograded" / "ada")
    with course.gradebook() as gradebook:
        gradebook.remove_submission(ASSIGNMENT, "bob")
    result = run(graded, "regrade", ASSIGNMENT, "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert "2 not touched" in result.output
    assert (graded / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").exists()
    assert course.totals(ASSIGNMENT) == scores


def test_history_shows_every_grading(graded: Path) -> None:
    """Two gradings by the same person, with points, hashes and what changed."""
    make_negative_count_for_all(graded)
    run(graded, "grade", ASSIGNMENT, "--student", "bob", "--jobs", "1")
    result = run(graded, "history", "bob", "--assignment", ASSIGNMENT)
    said = " ".join(result.output.split())
    assert result.exit_code == 0
    assert "3.5 / 5" in said
    assert "3 / 5" in said
    assert "first grading" in said
    assert "other graders" in said


def test_history_tells_of_a_torn_line(graded: Path) -> None:
    """What a crash cut short is told, and nobody else's history is shown."""
    path = RecordStore(graded / "records" / ASSIGNMENT).history_path("ada")
    path.write_bytes(path.read_bytes()[:-20])
    assert "1 lines cannot be read" in run(graded, "history", "ada").output
    unknown = run(graded, "history", "eve")
    assert unknown.exit_code == 1
    assert "'eve' has not been graded" in unknown.output


def test_nobody_graded_yet_is_told(course: Path) -> None:
    """A regrade needs something to compare with."""
    hand_in(course, "ada", answered(course, RIGHT))
    result = run(course, "regrade", ASSIGNMENT)
    assert result.exit_code == 1
    assert "nobody has been graded yet" in result.output


@pytest.mark.parametrize("command", ["grade", "regrade"])
def test_second_command_is_refused_with_the_name_of_the_first(command: str, graded: Path) -> None:
    """While one command grades a course another is told who does, and changes nothing."""
    with hold(Course(graded), ASSIGNMENT):
        before = files(graded)
        result = run(graded, command, ASSIGNMENT)
        assert files(graded) == before
    assert result.exit_code == 1
    assert f"is being graded by process {os.getpid()} on" in result.output


def test_formgrader_works_while_a_command_grades(graded: Path) -> None:
    """nbgrader's own way to grade waits for no command of ours."""
    course = NbgraderCourse.open(graded)
    with hold(Course(graded), ASSIGNMENT):
        course.autograde(ASSIGNMENT, "ada")
    assert course.totals(ASSIGNMENT)["ada"] == 4.0


@pytest.mark.parametrize("command", ["grade", "regrade"])
def test_grader_that_cannot_be_read_stops_everything(command: str, graded: Path) -> None:
    """A broken grader file is named at once, and nobody's record changes."""
    grader(graded).write_text("import nowhere_to_be_found\n")
    before = files(graded)
    result = run(graded, command, ASSIGNMENT)
    assert result.exit_code == 1
    assert f"test_{NOTEBOOK}.py, line 1: ModuleNotFoundError" in result.output
    assert "Traceback" not in result.output
    assert files(graded) == before
