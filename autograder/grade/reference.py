"""Solved source notebooks: the reference, alone or with solutions in place of its cells."""

import platform
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import nbformat

from autograder.course import ReleasedNotebook
from autograder.errors import CourseError
from autograder.grade import pace
from autograder.grade.bench import Bench, NoReferences, keyed_hash
from autograder.grade.notebook import grade_notebook
from autograder.grade.settling import raised_in
from autograder.intake import CleanNotebook, mend
from autograder.limits import Limits
from autograder.records import NotebookGrade, Verdict
from autograder.solutions import Solution, fill_in, reference_cells

# Whose hidden inputs it gets.
REFERENCE = "reference"


def solved(bench: Bench, notebook: str, solutions: Sequence[Solution] = ()) -> CleanNotebook:
    """Return one notebook solved by the reference, with the given solutions in place."""
    released: ReleasedNotebook = bench.assignment.notebooks[notebook]
    cells = reference_cells(_source(bench, notebook))
    filled = fill_in(released.notebook, cells, solutions)
    return mend(filled, released)


def reference_key(bench: Bench, notebook: str) -> str:
    """Hash of all that the reference's grade depends on, this machine included.

    CourseError where there is no source notebook.
    """
    return keyed_hash(
        {
            "source": _source(bench, notebook).read_bytes(),
            "released": nbformat.writes(bench.assignment.notebooks[notebook].notebook),
            "graders": bench.grader_hash_of(notebook),
            "environment": bench.environment,
            "limits": bench.limits,
            "machine": platform.node(),
        }
    )


def grade_reference(bench: Bench, notebook: str) -> NotebookGrade:
    """Grade the reference as a submission of its own, its given cells and outputs included."""
    alone = replace(
        bench,
        limits=_patient(bench.limits),
        start=lambda: bench.parent,
        references=NoReferences(),
        carry_forward=False,
    )
    grade = grade_notebook(alone, REFERENCE, solved(bench, notebook), bench.assignment.files)
    kept = {"key": reference_key(bench, notebook), "executed": _errors_only(grade.executed)}
    return grade.model_copy(update=kept)


def shortcomings(grade: NotebookGrade) -> list[str]:
    """Say why the reference is not fit to go before a class, a line each; none where it is."""
    lost = [
        f"{grade.notebook}: {cell.cell}.{result.name} is {result.verdict}: {result.message}"
        for cell in grade.cells
        for result in cell.criteria
        if result.verdict is not Verdict.PASSED
    ]
    return [*(f"{grade.notebook}: {each}" for each in raised_in(grade)), *lost]


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


def _source(bench: Bench, notebook: str) -> Path:
    path = bench.course.root / "source" / bench.assignment.name / f"{notebook}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path}: missing; without it the reference cannot be graded")
    return path
