"""Outputs that were put off, made before the feedback that shows them.

nbgrader calls it before each student, as `c.GenerateFeedback.pre_convert_hook`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.gradebook.bulk import entering
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.tasks import open_task, task_of
from autograder.pool import begin_beside, key_today
from autograder.store import RecordStore
from autograder.tasks import Task


def make_outputs(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Make the outputs that the student's autograded `notebooks` are without, and enter them.

    nbgrader's `student` is the pattern that it looked for: the folder tells the name. The page of
    a submission that has changed since stays as it is, until that is graded.
    """
    folder = Path(notebooks[0]).resolve().parent
    root, name = folder.parents[2], folder.parent.name
    names = [Path(each).stem for each in notebooks]
    bare = frozenset(_without_outputs(RecordStore(root / "records" / assignment), name, names))
    if not bare:
        return
    course = NbgraderCourse.open(root)
    task = task_of(name, open_task(root, assignment, bare, course.config), course.config)
    keys = dict(_keys(task))
    if keys:
        held = replace(task, notebooks=frozenset(keys))
        begin_beside(held).result()
        with entering(course, held.read_release()) as enter:
            enter(held, keys)


def _without_outputs(store: RecordStore, student: str, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        grade = store.notebook(student, name)
        if grade is not None and grade.without_outputs:
            yield name


def _keys(task: Task) -> Iterator[tuple[str, str]]:
    """Yield the keys of the stored grades that hold today."""
    released = task.read_release()
    for name in sorted(task.notebooks):
        grade, key = task.store.notebook(task.student, name), key_today(task, released, name)
        if grade is not None and grade.key == key:
            yield name, key
