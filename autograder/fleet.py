"""Grade many submissions side by side; serial grading is the same code with one worker."""

import atexit
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import active_children, get_context
from pathlib import Path

from autograder.course import Course
from autograder.grade import Bench, current_key, grade_submission
from autograder.grade.bench import start_parent
from autograder.limits import Limits
from autograder.records import GradeRecord, NotebookGrade
from autograder.sandbox.levels import Level
from autograder.sandbox.probe import probe
from autograder.sandbox.warm_parent_client import WarmParent
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
    """A record, or the words for why there is none; `broke` where the grading process ended."""

    task: Task
    record: GradeRecord | None
    reason: str = ""
    broke: bool = False

    @property
    def student(self) -> str:
        """Whose outcome it is."""
        return self.task.student


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


@contextmanager
def local_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Offer an executor of `jobs` fresh processes; they hold no thread or lock of this one.

    They leave Ctrl-C to this process, which ends them at once when anything interrupts it.
    """
    ignore = (signal.SIGINT, signal.SIG_IGN)
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=signal.signal, initargs=ignore
    )
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in active_children():
            child.terminate()
        raise
    pool.shutdown()


def grade_task(task: Task) -> GradeRecord:
    """Grade one submission in this process, with its stored grades where they still hold."""
    bench = _bench(task)
    store = RecordStore(bench.course.records / task.assignment)
    stored = store.notebooks(task.student)
    if task.force:
        stored = {name: kept for name, kept in stored.items() if name not in task.notebooks}
    record, notebooks = grade_submission(bench, task.student, stored, task.notebooks)
    store.save(record, notebooks)
    return record


def current_grade(task: Task, notebook: str) -> NotebookGrade:
    """Return the stored grade of one notebook where it still holds, else grade it now.

    It is graded beside this process, which may be a server with threads and an event loop.
    """
    bench = _bench(task)
    store = RecordStore(bench.course.records / task.assignment)
    found = store.notebook(task.student, notebook)
    if found is None or found.key != current_key(bench, task.student, notebook):
        try:
            _side_process().submit(grade_task, task).result()
        except BrokenProcessPool:
            _side_process.cache_clear()
            _side_process().submit(grade_task, task).result()
        found = store.notebooks(task.student)[notebook]
    return found


@cache
def _side_process() -> ProcessPoolExecutor:
    """Keep one grading process beside this one; a new one is made when it breaks."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(local_pool(1))


def _bench(task: Task) -> Bench:
    """Read the assignment as it stands now; the warm process stays from task to task."""
    course = Course(task.course)
    return Bench(course, course.assignment(task.assignment), task.limits, _level(), _parent)


@cache
def _level() -> Level:
    return probe()


@cache
def _parent() -> WarmParent:
    """Keep one warm process for the life of this one; it ends when this one does."""
    return start_parent(_level())


def _outcome(task: Task, future: Future[GradeRecord]) -> Outcome:
    try:
        return Outcome(task, future.result())
    except BrokenProcessPool:
        return Outcome(task, None, "the grading process ended", broke=True)
    except Exception as error:
        return Outcome(task, None, f"{type(error).__name__}: {error}")
