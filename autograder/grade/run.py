"""Grading as a function of plain data: a job goes in, the grade of its notebook comes out."""

import contextlib
import time
from dataclasses import asdict
from functools import partial

from autograder.errors import SandboxUnavailable
from autograder.grade.context import GradingContext
from autograder.grade.job import Job, Origin
from autograder.grade.machine import fork_server_for, level_here
from autograder.grade.notebook import grade_notebook, ungraded
from autograder.grade.preloading import modules_for
from autograder.records import NotebookGrade, ProblemKind


def grade_job(job: Job) -> NotebookGrade:
    """Grade a job on this machine; whatever happens, it gets an outcome."""
    start = partial(fork_server_for, modules_for(job.assignment), job.minimum)
    return graded(GradingContext(job.assignment, job.limits, level_here(), start), job)


def graded(context: GradingContext, job: Job) -> NotebookGrade:
    """Grade a job with what is there to grade it."""
    started = time.monotonic()
    try:
        grade = _undisturbed(context, job)
        grade.model_dump_json()  # what cannot be stored is found out here, not after the batch
    except Exception as error:  # a fault of ours must cost neither the student nor the batch
        reason = f"{type(error).__name__}: {error}"
        grade = ungraded(job.assignment.notebooks[job.notebook], ProblemKind.OPERATOR, reason)
    return stamped(context, grade, job.origin, time.monotonic() - started)


def stamped(
    context: GradingContext, grade: NotebookGrade, origin: Origin, seconds: float = 0.0
) -> NotebookGrade:
    """Return a grade that says what it was made from, at which level, and how long it took."""
    here = {"sandbox": context.level.name, "seconds": seconds}
    return grade.model_copy(update={**asdict(origin), **here})


def _undisturbed(context: GradingContext, job: Job) -> NotebookGrade:
    """Grade a notebook; once more where one of its processes was killed.

    A system short of memory kills what is no fault of the student's; what kills itself does so
    the second time as well.
    """
    with contextlib.suppress(SandboxUnavailable):
        before = context.fork_server.kills
        grade = grade_notebook(context, job)
        if context.fork_server.kills == before:
            return grade
    return grade_notebook(context, job)
