"""Grade many submissions side by side; serial grading is the same code with one worker."""

import atexit
import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import active_children, get_context
from typing import Any, TypeVar

from autograder.errors import AutograderError
from autograder.grade import Job
from autograder.jobs.reference import shortcomings
from autograder.jobs.submission import current_key
from autograder.processes import begin_grading
from autograder.records import GradeRecord, NotebookGrade
from autograder.released import Assignment
from autograder.schedule import Outcome, Schedule
from autograder.tasks import Task, Work, context_of, grade_task, references_of
from autograder.units import Unit

POLL_SECONDS = 0.5
# So many units are handed over for each process: the next is there when one comes to its end.
AHEAD = 2
ENDED = (
    "the grading process ended; run the command again, and if it ends again, look for what its "
    "graders do that ends a process (os._exit, a crash of a library)"
)


@dataclass(frozen=True)
class Update:
    """News of a batch: who has been graded since the last news, and who is being graded."""

    finished: tuple[Outcome, ...]
    running: tuple[str, ...]


Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Executors:
    """What reads submissions, on this machine, and what grades notebooks, on any; so many at once.

    `grade` hands a job over.
    """

    reading: Executor
    grade: Callable[[Work, Job], Future[NotebookGrade]]
    at_once: int


# Opens what grades; takes the number of processes of this machine.
Open = Callable[[int], AbstractContextManager[Executors]]


def grade_all(tasks: Sequence[Task], executors: Executors, work: Work) -> Iterator[Update]:
    """Yield news until every task has an outcome.

    A task whose outputs follow has two. Where a process ends, the batch ends early: those that were
    under way have an outcome, which says so, and the others have none, or are without outputs.
    """
    schedule = Schedule.of(list(tasks), work, executors.at_once)
    running: dict[Future[Any], Unit] = {}
    while True:
        while len(running) < executors.at_once and (unit := schedule.next()):
            running[_handed_over(executors, work, unit)] = unit
        if not running:
            return
        done, _ = wait(running, POLL_SECONDS, FIRST_COMPLETED)
        taken = [schedule.take(running.pop(future), future) for future in done]
        names = (unit.task.student for future, unit in running.items() if future.running())
        yield Update(tuple(filter(None, taken)), tuple(dict.fromkeys(names)))


def _handed_over(executors: Executors, work: Work, unit: Unit) -> Future[Any]:
    if unit.reference:
        return submitted(executors.reading, partial(work.reference, unit.task), unit.reference)
    if unit.job is None:
        return submitted(executors.reading, work.begin, unit.task)
    return executors.grade(work, unit.job)


def submitted(executor: Executor, work: Callable[[Item], Result], item: Item) -> Future[Result]:
    """Hand one item over; a pool that has broken meanwhile is the outcome of this item, too."""
    try:
        return executor.submit(work, item)
    except BrokenProcessPool as error:
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


@contextmanager
def local_executors(jobs: int) -> Iterator[Executors]:
    """Offer so many processes of this machine, for everything."""
    with local_pool(jobs) as pool:
        yield Executors(
            pool, lambda work, job: submitted(pool, work.grade, job), at_once=AHEAD * jobs
        )


@contextmanager
def reusing(opened: Open, jobs: int) -> Iterator[Open]:
    """Offer executors that stay open from one use to the next, for so many processes.

    What these have imported is there again. Others take their place where they have broken.
    """
    kept: list[Executors] = []
    with ExitStack() as stack:

        def reopened(number: int) -> AbstractContextManager[Executors]:
            if number != jobs:
                return opened(number)
            if not kept or _is_broken(kept[-1].reading):
                kept.append(stack.enter_context(opened(jobs)))
            return nullcontext(kept[-1])

        yield reopened


def _is_broken(executor: Executor) -> bool:
    try:
        executor.submit(int).cancel()
    except BrokenProcessPool:
        return True
    return False


@contextmanager
def local_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Offer an executor of `jobs` fresh processes; they hold no thread or lock of this one.

    They leave Ctrl-C to this process, which ends them at once when anything interrupts it, and
    they end by themselves when it is killed.
    """
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in active_children():
            child.terminate()
        raise
    pool.shutdown()


def _begin() -> None:
    """Begin a grading process, whose imports came with this function: none becomes garbage."""
    begin_grading()
    gc.freeze()


def reference_passed(task: Task, released: Assignment) -> bool:
    """Whether the reference is known to have full marks here for the notebooks of a task."""
    context = context_of(task, released)
    return all(context.references.known(context, name).passed for name in task.notebooks)


def grade_all_references(
    tasks: Sequence[Task], released: Assignment, executor: Executor
) -> Iterator[tuple[str, list[str]]]:
    """Yield each task's notebook, as they come, with what the reference lacks of full marks."""
    grade = partial(_reference_shortcomings, released)
    waiting = {submitted(executor, grade, task): ", ".join(task.notebooks) for task in tasks}
    for future in as_completed(waiting):
        notebook = waiting[future]
        try:
            yield notebook, future.result()
        except AutograderError as error:
            yield notebook, [f"{notebook}: {error}"]
        except BrokenProcessPool:
            yield notebook, [f"{notebook}: {ENDED}"]


def _reference_shortcomings(released: Assignment, task: Task) -> list[str]:
    context, references = context_of(task, released), references_of(task.store, True)
    made = [references.make(context, name) for name in sorted(task.notebooks)]
    return [line for grade in made for line in shortcomings(grade)]


def current_grade(task: Task, notebook: str, key: str = "") -> NotebookGrade:
    """Return the stored grade of one notebook where it still holds, else grade it now.

    A key says which grade is meant: one that was made just now holds, whatever has changed since,
    with outputs or without. Where no key is given, missing outputs are made as well. It is graded
    beside this process, which may be a server with threads and an event loop.
    """
    store = task.store
    found = store.notebook(task.student, notebook)
    bare = found is not None and not key and found.without_outputs
    if bare or found is None or found.key != (key or _key_today(task, notebook)):
        try:
            begin_beside(task).result()
        except BrokenProcessPool:
            begin_beside(task).result()
        found = store.notebooks(task.student)[notebook]
    return found


def _key_today(task: Task, notebook: str) -> str:
    return key_today(task, task.read_release(), notebook)


def key_today(task: Task, released: Assignment, notebook: str) -> str:
    """Return the key that a grade of one notebook must have to hold now."""
    return current_key(context_of(task, released), task.student, notebook)


def begin_beside(task: Task) -> Future[GradeRecord]:
    """Begin to grade in a process beside this one, and return what its record will be."""
    try:
        return _side_process().submit(grade_task, task)
    except BrokenProcessPool:
        _side_process.cache_clear()
        return _side_process().submit(grade_task, task)


# Ends the process beside this one.
_beside = ExitStack()


@cache
def _side_process() -> ProcessPoolExecutor:
    """Keep one grading process beside this one; a new one is made when it breaks."""
    atexit.register(end_beside)
    return _beside.enter_context(local_pool(1))


def end_beside() -> None:
    """End the process beside this one, if there is one; the next grading begins another."""
    _side_process.cache_clear()
    _beside.close()
