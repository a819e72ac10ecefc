"""A job is all that a grade needs: it is graded in any process, without the course."""

import pickle
import shutil
from pathlib import Path

from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder.grade import Job, grade_job
from autograder.jobs.submission import begin
from autograder.limits import Limits
from autograder.pool import local_pool
from autograder.records import PUT_OFF, NotebookGrade, Pace
from autograder.tasks import Task, context_of, grade_task

SOURCE = """\
import given, mine
print("printed")
def double(x):
    return mine.TWO * abs(x) + given.ANSWER - 42
"""


def shown(grade: NotebookGrade) -> str:
    """Return what the TODO cell has printed."""
    cell = next(each for each in grade.executed["cells"] if each["id"] == "todo_double")
    return "".join(output["text"] for output in cell["outputs"])


def job_of(task: Task) -> Job:
    """Return the job of grading a submission of one notebook."""
    (job,) = begin(context_of(task, task.read_release()), task.student, {}, task.notebooks).jobs
    return job


def without_times(grade: NotebookGrade) -> NotebookGrade:
    """Return what must be the same at every grading."""
    return grade.model_copy(update={"seconds": 0, "pace": Pace()})


def test_job_is_graded_where_there_is_no_course(course: Path) -> None:
    """Another process gives the same grade when the folder is gone; places stay those of it.

    First it judges, then it makes the outputs.
    """
    file = hand_in(course, "ada", answered(course, SOURCE))
    (file.parent / "mine.py").write_text("TWO = 2\n")
    task = Task(course, ASSIGNMENT, "ada", frozenset([NOTEBOOK]), Limits())
    grade_task(task)
    here, data = task.store.notebooks("ada")[NOTEBOOK], pickle.dumps(job_of(task))
    shutil.rmtree(course)
    job: Job = pickle.loads(data)  # noqa: S301 - our own
    with local_pool(1) as pool:
        judged = pool.submit(grade_job, job).result()
        whole = pool.submit(grade_job, job.for_outputs(judged)).result()
    assert [cell.score for cell in judged.cells] == [3.5, 0.0]
    assert (judged.without_outputs, shown(judged)) == (PUT_OFF, "")
    assert without_times(whole) == without_times(here)
    assert shown(whole) == "printed\n"
