"""Solved source notebooks: the reference, alone or with solutions in place of its cells."""

import platform
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import CourseError
from autograder.grade import GradingContext, Job, pace
from autograder.grade.notebook import grade_notebook
from autograder.grade.outputs import with_outputs
from autograder.grade.settling import raised_in
from autograder.hashes import keyed_hash
from autograder.intake import CleanNotebook, restore
from autograder.jobs.context import CourseContext
from autograder.limits import Limits
from autograder.records import NotebookGrade, Verdict
from autograder.released import ReleasedNotebook
from autograder.solutions import Solution, fill_in, reference_cells

# Whose hidden inputs it gets.
REFERENCE = "reference"


def solved(
    context: CourseContext, notebook: str, solutions: Sequence[Solution] = ()
) -> CleanNotebook:
    """Return one notebook solved by the reference, with the given solutions in place."""
    released: ReleasedNotebook = context.assignment.notebooks[notebook]
    cells = reference_cells(_source(context, notebook))
    filled = fill_in(released.notebook, cells, solutions)
    return restore(filled, released)


def reference_key(context: CourseContext, notebook: str) -> str:
    """Hash of all that the reference's grade depends on, this machine included.

    CourseError where there is no source notebook.
    """
    return keyed_hash(
        {
            "source": _source(context, notebook).read_bytes(),
            "released": nbformat.writes(context.assignment.notebooks[notebook].notebook),
            "graders": context.grader_hash_of(notebook),
            "environment": context.environment,
            "limits": context.limits,
            "machine": platform.node(),
        }
    )


def given(context: CourseContext, notebook: str) -> CleanNotebook | None:
    """Return the solved notebook where submissions may be given functions of it."""
    if not context.carry_forward:
        return None
    try:
        return solved(context, notebook)
    except CourseError:
        return None


def grade_reference(context: CourseContext, notebook: str) -> NotebookGrade:
    """Judge the reference as a submission of its own; its outputs are made by `show_reference`."""
    alone = _alone(context)
    return _kept(context, grade_notebook(alone, _job(context, notebook, alone.limits)))


def show_reference(context: CourseContext, grade: NotebookGrade) -> NotebookGrade:
    """Return the reference's grade of a notebook with outputs: its given cells are run, too."""
    alone = _alone(context)
    job = _job(context, grade.notebook, alone.limits)
    return _kept(context, with_outputs(alone, job, grade))


def shortcomings(grade: NotebookGrade) -> list[str]:
    """Say why the reference is not fit to go before a class, a line each; none where it is.

    Before its outputs are made, a cell that raised counts only where it has cost a criterion.
    """
    lost = [
        f"{grade.notebook}: {cell.cell}.{result.name} is {result.verdict}: {result.message}"
        for cell in grade.cells
        for result in cell.criteria
        if result.verdict is not Verdict.PASSED
    ]
    raised = [f"{grade.notebook}: {each}" for each in raised_in(grade)]
    return [*raised, *lost] if lost or not grade.without_outputs else []


def _job(context: CourseContext, notebook: str, limits: Limits) -> Job:
    return Job(
        student=REFERENCE,
        clean=solved(context, notebook),
        files=context.assignment.files,
        assignment=context.assignment,
        limits=limits,
        seed=context.course.seed(REFERENCE),
    )


def _alone(context: CourseContext) -> GradingContext:
    """Return what grades the reference: it needs no folder of a course."""
    limits = _patient(context.limits)
    return GradingContext(
        context.assignment, limits, context.level, start=lambda: context.fork_server
    )


def _kept(context: CourseContext, grade: NotebookGrade) -> NotebookGrade:
    """Return a grade as it is stored."""
    kept = {
        "key": reference_key(context, grade.notebook),
        "executed": _errors_only(grade.executed),
    }
    return grade.model_copy(update=kept)


def _patient(limits: Limits) -> Limits:
    """Give the reference the time that it needs while the machine has much else to do.

    It ends by itself, and what it does not finish would keep everybody from being graded.
    """
    times = {
        field.name: getattr(limits, field.name) * pace.busyness()
        for field in fields(limits)
        if field.name.endswith("_seconds")
    }
    return replace(limits, **times)


def _errors_only(executed: dict[str, Any]) -> dict[str, Any]:
    """Leave out what cells displayed: nobody looks at it, and it is read for each submission."""
    notebook = nbformat.from_dict(executed)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [each for each in cell.outputs if each.output_type == "error"]
    return dict(notebook)


def _source(context: CourseContext, notebook: str) -> Path:
    path = context.course.source_file(context.assignment.name, notebook)
    if not path.is_file():
        raise CourseError(f"{path}: missing; without it the reference cannot be graded")
    return path
