"""What becomes of the grades of a submission whose notebooks are graded one by one."""

from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, add_notebook, answered, hand_in

from autograder.jobs.submission import Begun
from autograder.limits import Limits
from autograder.records import NotebookGrade, Problem, ProblemKind
from autograder.tasks import Keep, Task, Work, grade_task

OTHER = "2_other"
RIGHT = "def double(x):\n    return x + x\n"
MARK = Problem(kind=ProblemKind.RUN, message="as laid aside")


@pytest.fixture
def task(course: Path) -> Task:
    """A submission of two notebooks; its outputs are put off."""
    add_notebook(course, OTHER)
    file = hand_in(course, "ada", answered(course, RIGHT))
    (file.parent / f"{OTHER}.ipynb").write_bytes(file.read_bytes())
    notebooks = frozenset([NOTEBOOK, OTHER])
    return Task(course, ASSIGNMENT, "ada", notebooks, Limits(), outputs=False)


def lay_first_aside(task: Task, keep: Keep) -> NotebookGrade:
    """Grade one of two notebooks, as a command does that is killed before it comes to the other."""
    work = Work(task.read_release(), keep)
    begun = work.begin(task)
    assert isinstance(begun, Begun)
    first, _ = begun.jobs
    grade = work.grade(first).model_copy(update={"problems": (MARK,)})
    work.lay_aside(task, grade)
    return grade


def test_grade_of_one_notebook_outlives_the_command(task: Task) -> None:
    """The next command grades the other notebook only; then no draft is left."""
    grade = lay_first_aside(task, Keep.RECORDS)
    assert task.store.record("ada") is None
    assert grade_task(task).problems == (MARK,)
    assert task.store.notebooks("ada")[NOTEBOOK] == grade
    assert task.store.drafts.notebooks("ada") == {}


def test_other_graders_leave_the_outputs_as_they_are(course: Path) -> None:
    """A notebook that is judged anew is not run again for its outputs, unless it has changed."""
    task = Task(course, ASSIGNMENT, "ada", frozenset([NOTEBOOK]), Limits())

    def shown() -> tuple[str, str]:
        grade_task(task)
        grade = task.store.notebooks("ada")[NOTEBOOK]
        outputs = [cell.get("outputs") for cell in grade.executed["cells"]]
        return grade.key, str(outputs)

    hand_in(course, "ada", answered(course, f"import os\nprint(os.urandom(9))\n\n{RIGHT}"))
    before = shown()
    with (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").open("a") as file:
        file.write("# changed\n")
    judged_anew = shown()
    assert judged_anew[0] != before[0]
    assert judged_anew[1] == before[1]
    hand_in(course, "ada", answered(course, f"import os\nprint( os.urandom(9) )\n\n{RIGHT}"))
    assert shown()[1] != before[1]


def test_preview_writes_nothing(task: Task) -> None:
    """Nor does it while it is under way, not even what the reference got."""
    lay_first_aside(task, Keep.NOTHING)
    assert task.store.drafts.notebooks("ada") == {}
    assert not task.store.reference_path(OTHER).exists()
