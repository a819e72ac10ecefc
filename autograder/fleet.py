"""Grade many submissions side by side; serial grading is the same code with one worker."""

import atexit
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from autograder.course import Course
from autograder.grade import Bench, current_key, grade_submission
from autograder.grade.bench import open_bench
from autograder.limits import Limits
from autograder.records import GradeRecord, NotebookGrade
from autograder.store import RecordStore

POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Task:
    """One submission to grade; plain data, so that any executor can carry it."""

    course: Path
    assignment: str
    student: str
    notebooks: frozenset[str]
    limits: Limits
    force: bool = False


@dataclass(frozen=True)
class Outcome:
    """A record, or the words for why there is none."""

    student: str
    record: GradeRecord | None
    reason: str = ""


@dataclass(frozen=True)
class Update:
    """News of a batch: who has been graded since the last news, and who is being graded."""

    finished: tuple[Outcome, ...]
    running: tuple[str, ...]


def grade_all(tasks: Sequence[Task], executor: Executor) -> Iterator[Update]:
    """Yield news until every task has an outcome; a task whose process broke is one too."""
    waiting = {executor.submit(grade_task, task): task for task in tasks}
    while waiting:
        done, _ = wait(waiting, POLL_SECONDS, FIRST_COMPLETED)
        finished = tuple(_outcome(waiting.pop(future), future) for future in done)
        running = tuple(task.student for future, task in waiting.items() if future.running())
        yield Update(finished, running)


def local_pool(jobs: int) -> ProcessPoolExecutor:
    """Return an executor of `jobs` fresh processes; they hold no thread or lock of this one."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))


def grade_task(task: Task) -> GradeRecord:
    """Grade one submission in this process, with its stored grades where they still hold."""
    bench = _bench(task.course, task.assignment, task.limits)
    store = RecordStore(bench.course.records / task.assignment)
    stored = store.notebooks(task.student)
    if task.force:
        stored = {name: kept for name, kept in stored.items() if name not in task.notebooks}
    record, notebooks = grade_submission(bench, task.student, stored, task.notebooks)
    store.save(record, notebooks)
    return record


def current_grade(task: Task, notebook: str) -> NotebookGrade:
    """Return the stored grade of one notebook where it still holds, else grade it now."""
    bench = _bench(task.course, task.assignment, task.limits)
    store = RecordStore(bench.course.records / task.assignment)
    found = store.notebooks(task.student).get(notebook)
    if found is None or found.key != current_key(bench, task.student, notebook):
        _side_process().submit(grade_task, task).result()
        found = store.notebooks(task.student)[notebook]
    return found


@cache
def _side_process() -> ProcessPoolExecutor:
    """Grade beside this process, which may be a server with threads and an event loop."""
    return local_pool(1)


@cache
def _bench(course: Path, assignment: str, limits: Limits) -> Bench:
    """Keep one warm process per assignment for the life of this process."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_bench(Course(course), assignment, limits))


def _outcome(task: Task, future: Future[GradeRecord]) -> Outcome:
    try:
        return Outcome(task.student, future.result())
    except BrokenProcessPool:
        return Outcome(task.student, None, "the grading process ended; run the command again")
    except Exception as error:
        return Outcome(task.student, None, f"{type(error).__name__}: {error}")
