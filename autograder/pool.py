"""Grade many submissions side by side; serial grading is the same code with one worker."""

import atexit
import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TypeVar

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.fork_server.client import ForkServer
from autograder.grade import Graded, GradingContext, current_key, grade_submission
from autograder.grade.context import start_fork_server
from autograder.grade.preloading import modules_for
from autograder.grade.reference import shortcomings
from autograder.history.log import note_grading
from autograder.limits import Limits
from autograder.processes import begin_grading
from autograder.records import GradeRecord, NotebookGrade
from autograder.references import StoredReferences
from autograder.released import Assignment
from autograder.sandbox.levels import NO_NAMESPACES, Level, require
from autograder.sandbox.probe import probe
from autograder.store import RecordStore

POLL_SECONDS = 0.5


def user() -> str:
    """Return the name of whoever runs this process, or the number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


@dataclass(frozen=True)
class Task:
    """One submission to grade; plain data, so that any executor can carry it."""

    course: Path
    assignment: str
    student: str
    notebooks: frozenset[str]
    limits: Limits
    force: bool = False
    minimum: str = NO_NAMESPACES
    by: str = field(default_factory=user)
    carry_forward: bool = False

    @property
    def store(self) -> RecordStore:
        """Where the assignment's records lie."""
        return RecordStore(Course(self.course).records / self.assignment)


@dataclass(frozen=True)
class Outcome:
    """A record, or the words for why there is none; `broke` where the grading process ended.

    `not_entered` says why the gradebook does not hold the record; the next run tries again.
    """

    task: Task
    record: GradeRecord | None
    reason: str = ""
    broke: bool = False
    not_entered: str = ""

    @property
    def complete(self) -> bool:
        """Whether there is a grade, where everyone looks for it."""
        return self.record is not None and not self.not_entered

    @property
    def student(self) -> str:
        """Whose outcome it is."""
        return self.task.student


@dataclass(frozen=True)
class Update:
    """News of a batch: who has been graded since the last news, and who is being graded."""

    finished: tuple[Outcome, ...]
    running: tuple[str, ...]


Work = Callable[[Task], GradeRecord]
Item = TypeVar("Item")
Result = TypeVar("Result")


def grade_all(tasks: Sequence[Task], executor: Executor, work: Work) -> Iterator[Update]:
    """Yield news until every task has an outcome; a task whose process broke is one too."""
    waiting = {submitted(executor, work, task): task for task in tasks}
    while waiting:
        done, _ = wait(waiting, POLL_SECONDS, FIRST_COMPLETED)
        finished = tuple(_outcome(waiting.pop(future), future) for future in done)
        running = tuple(task.student for future, task in waiting.items() if future.running())
        yield Update(finished, running)


def submitted(executor: Executor, work: Callable[[Item], Result], item: Item) -> Future[Result]:
    """Hand one item over; a pool that has broken meanwhile is the outcome of this item, too."""
    try:
        return executor.submit(work, item)
    except BrokenProcessPool as error:
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


@contextmanager
def local_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Offer an executor of `jobs` fresh processes; they hold no thread or lock of this one.

    They leave Ctrl-C to this process, which ends them at once when anything interrupts it, and
    they end by themselves when it is killed.
    """
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=begin_grading)
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
    store, graded = task.store, _graded(task)
    record = store.save(task.student, graded.made, graded.joined)
    note_grading(store.history_path(task.student), record, task.by, anew=bool(graded.made))
    store.drafts.discard(task.student)
    return record


def preview_task(task: Task) -> GradeRecord:
    """Return the record that grading one submission now would give, and write nothing."""
    return _graded(task, keep=False).record


def draft_task(task: Task) -> GradeRecord:
    """Preview, and keep what was graded as drafts: the next grading need not do it again."""
    graded = _graded(task)
    if graded.made:
        task.store.drafts.save_notebooks(task.student, graded.made)
    return graded.record


def reference_passed(task: Task) -> bool:
    """Whether the reference is known to have full marks here for the notebooks of a task."""
    context, references = _context(task), StoredReferences(task.store)
    return all(references.passed(context, name) for name in task.notebooks)


def grade_all_references(tasks: Sequence[Task], executor: Executor) -> Iterator[list[str]]:
    """Yield what the reference lacks, for each task in order; nothing where it has full marks."""
    waiting = [submitted(executor, _reference_shortcomings, task) for task in tasks]
    for task, future in zip(tasks, waiting, strict=True):
        try:
            yield future.result()
        except (AutograderError, BrokenProcessPool) as error:
            yield [f"{', '.join(task.notebooks)}: {error}"]


def _reference_shortcomings(task: Task) -> list[str]:
    context, references = _context(task), StoredReferences(task.store)
    made = [references.make(context, name) for name in sorted(task.notebooks)]
    return [line for grade in made for line in shortcomings(grade)]


def current_grade(task: Task, notebook: str, key: str = "") -> NotebookGrade:
    """Return the stored grade of one notebook where it still holds, else grade it now.

    A key says which grade is meant: one that was made just now holds, whatever has changed since.
    It is graded beside this process, which may be a server with threads and an event loop.
    """
    store = task.store
    found = store.notebook(task.student, notebook)
    if found is None or found.key != (key or current_key(_context(task), task.student, notebook)):
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


def _graded(task: Task, keep: bool = True) -> Graded:
    """Grade one submission, with what was graded before unless grading is forced."""
    context, stored = _context(task, keep), task.store.notebooks(task.student)
    drafts = task.store.drafts.notebooks(task.student)
    if task.force:
        stored = {name: grade for name, grade in stored.items() if name not in task.notebooks}
        drafts = {}
    return grade_submission(context, task.student, stored, task.notebooks, drafts)


def _context(task: Task, keep: bool = True) -> GradingContext:
    """Read the assignment as it stands now; the fork server stays from task to task."""
    course = Course(task.course)
    assignment = course.assignment(task.assignment)
    start = partial(_fork_server_for, assignment, task.minimum)
    references = StoredReferences(task.store, keep)
    return GradingContext(
        course, assignment, task.limits, _level(), start, references, task.carry_forward
    )


@cache
def _level() -> Level:
    return probe()


def _fork_server_for(assignment: Assignment, minimum: str) -> ForkServer:
    """Return the fork server; raise SandboxUnavailable where the machine offers too little."""
    require(_level(), minimum)
    return _fork_server(modules_for(assignment))


@cache
def _fork_server(modules: tuple[str, ...]) -> ForkServer:
    """Keep one fork server for the life of this one; it ends when this one does."""
    return start_fork_server(_level(), modules)


def _outcome(task: Task, future: Future[GradeRecord]) -> Outcome:
    try:
        return Outcome(task, future.result())
    except BrokenProcessPool:
        return Outcome(task, None, "the grading process ended", broke=True)
    except Exception as error:
        return Outcome(task, None, f"{type(error).__name__}: {error}")
