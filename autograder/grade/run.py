"""Grading as a function of plain data: a job goes in, the grade of its notebook comes out."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from autograder.errors import SandboxUnavailable
from autograder.grade.context import GradingContext
from autograder.grade.job import Job, Origin
from autograder.grade.machine import fork_server_for, level_here
from autograder.grade.notebook import grade_notebook, ungraded
from autograder.grade.outputs import with_outputs, with_those_of
from autograder.grade.preloading import modules_for
from autograder.records import NotebookGrade, ProblemKind


def grade_job(job: Job) -> NotebookGrade:
    """Grade a job on this machine; whatever happens, it gets an outcome."""
    start = partial(fork_server_for, modules_for(job.assignment), job.minimum)
    return graded(GradingContext(job.assignment, job.limits, level_here(), start), job)


def graded(context: GradingContext, job: Job) -> NotebookGrade:
    """Do a job with what is there to grade it: judge its notebook, or make the outputs of it."""
    started = time.monotonic()
    if job.judged is None:
        grade = _judged(context, job)
        return stamped(context, grade, job.origin, time.monotonic() - started)
    shown = _shown(context, job, job.judged)
    seconds = shown.seconds + time.monotonic() - started
    return shown.model_copy(update={"seconds": seconds})


def _judged(context: GradingContext, job: Job) -> NotebookGrade:
    try:
        grade = _undisturbed(context, lambda: grade_notebook(context, job))
        return _storable(with_those_of(grade, job.shown) if job.shown else grade)
    except Exception as error:  # a fault of ours must cost neither the student nor the batch
        released = job.assignment.notebooks[job.notebook]
        return ungraded(released, ProblemKind.OPERATOR, _in_words(error))


def _shown(context: GradingContext, job: Job, grade: NotebookGrade) -> NotebookGrade:
    """Return a grade with its outputs; what keeps them from being made changes nothing else."""
    reason = job.reference.fault
    try:
        if not reason:
            return _storable(_undisturbed(context, lambda: with_outputs(context, job, grade)))
    except Exception as error:
        reason = _in_words(error)
    return grade.model_copy(update={"without_outputs": reason})


def stamped(
    context: GradingContext, grade: NotebookGrade, origin: Origin, seconds: float = 0.0
) -> NotebookGrade:
    """Return a grade that says what it was made from, at which level, and how long it took."""
    here = {"sandbox": context.level.name, "seconds": seconds}
    return grade.model_copy(update={**asdict(origin), **here})


def _undisturbed(context: GradingContext, do: Callable[[], NotebookGrade]) -> NotebookGrade:
    """Grade a notebook; once more where one of its processes was killed.

    A system short of memory kills what is no fault of the student's; what kills itself does so
    the second time as well.
    """
    with contextlib.suppress(SandboxUnavailable):
        before = context.fork_server.kills
        grade = do()
        if context.fork_server.kills == before:
            return grade
    return do()


def _storable(grade: NotebookGrade) -> NotebookGrade:
    """Find out here what cannot be stored, not after the batch."""
    grade.model_dump_json()
    return grade


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
