"""Grade one notebook: judge it, add up its points."""

import math
from collections.abc import Mapping, Sequence

import nbformat

from autograder.errors import GraderError
from autograder.grade.carrying import carry_forward
from autograder.grade.cells import Endings
from autograder.grade.context import GradingContext
from autograder.grade.execution import Execution, Known, execute
from autograder.grade.job import Job
from autograder.grade.own_tests import judged, own_tests
from autograder.grade.session import NotebookSession
from autograder.grade.settling import settle
from autograder.intake import CleanNotebook
from autograder.records import (
    PUT_OFF,
    CellResult,
    CriterionResult,
    NotebookGrade,
    Pace,
    Problem,
    ProblemKind,
    Verdict,
)
from autograder.released import GradeCell, ReleasedNotebook
from autograder.testing.criterion import Criterion
from autograder.testing.faults import fault_of
from autograder.testing.run import run_graders

POINT_DIGITS = 2
# Id of the cell at the head of a notebook that tells why it was not graded.
NOT_GRADED = "not-graded"


def grade_notebook(context: GradingContext, job: Job) -> NotebookGrade:
    """Judge a notebook by its hidden graders; its outputs are made by `with_outputs`.

    Where cells are judged by their own tests these run with the outputs, and so before.
    """
    clean, reference = job.clean, job.reference
    released = context.assignment.notebooks[clean.name]
    execution = _tested(context, job)
    endings = execution.endings if execution else Endings()
    session = NotebookSession(context, job.seed, clean, job.files, reference.pace, endings)
    found = {**judge(session), **judged(released, execution.tested if execution else {})}
    results = carry_forward(session, settle(found, reference), reference.solved)
    cells, gaps = cell_results(released, clean, results)
    seconds = dict(execution.seconds) if execution else {}
    return NotebookGrade(
        notebook=clean.name,
        key="",
        cells=cells,
        problems=(*clean.problems, *endings.problems(clean.name), *gaps),
        executed=clean.notebook,
        without_outputs="" if execution else PUT_OFF,
        faults={cell: fault_of(error) for cell, error in endings.faults.items()},
        pace=Pace(cells=seconds, calls=dict(session.watch.seconds)),
    )


def _tested(context: GradingContext, job: Job) -> Execution | None:
    """Run a notebook with its cells' own tests; None where it has none that count."""
    tests = own_tests(context, job.notebook)
    if not tests:
        return None
    return execute(context, job.clean, job.files, Known(job.reference.pace), tests)


def judge(session: NotebookSession, focus: str = "") -> Mapping[Criterion, CriterionResult]:
    """Run the hidden graders of a session's notebook, and end the session.

    With a grade cell in focus the run ends with the first criterion that is lost, that cell's
    criteria first.
    """
    graders, name = session.context.assignment.graders, session.clean.name
    try:
        # Without a file of them there are written questions only.
        judged = graders.judges(name)
        return run_graders(graders.file(name), session, focus) if judged else {}
    finally:
        session.close()


def cell_results(
    released: ReleasedNotebook,
    clean: CleanNotebook,
    results: Mapping[Criterion, CriterionResult],
) -> tuple[tuple[CellResult, ...], tuple[Problem, ...]]:
    """Return the result of every grade cell, and which of them no grader looks at."""
    by_cell: dict[str, list[CriterionResult]] = {}
    for criterion, result in results.items():
        by_cell.setdefault(criterion.cell, []).append(result)
    names = {cell.name for cell in released.grade_cells}
    if strangers := sorted(set(by_cell) - names):
        raise GraderError(f"{released.name}: graders of cells that do not exist: {strangers}")
    cells, gaps = [], []
    for cell in released.grade_cells:
        criteria = by_cell.get(cell.name, [])
        cells.append(_cell_result(released, clean, cell, criteria))
        if not cell.manual and not criteria:
            gaps.append(_gap(released, cell.name))
    return tuple(cells), tuple(gaps)


def _gap(released: ReleasedNotebook, cell: str) -> Problem:
    """Say that nothing judges a cell, and why its own tests do not."""
    tests = released.tests.get(cell)
    why = f", and its own tests cannot be run: {tests.reason}" if tests and tests.reason else ""
    message = f"has no hidden grader{why}; a person decides"
    return Problem(kind=ProblemKind.GRADER, notebook=released.name, cell=cell, message=message)


def points(cell: GradeCell, criteria: Sequence[CriterionResult]) -> float | None:
    """Share the cell's points by weight; None where a person has to decide."""
    if not criteria or any(result.verdict is Verdict.UNJUDGED for result in criteria):
        return None
    weights = math.fsum(result.weight for result in criteria)
    earned = math.fsum(result.weight * result.credit for result in criteria)
    # Full marks are not rounded: the cell's own points may have more digits.
    return cell.worth if earned == weights else round(cell.worth * earned / weights, POINT_DIGITS)


def ungraded(released: ReleasedNotebook, kind: ProblemKind, reason: str) -> NotebookGrade:
    """Return the outcome of a notebook that was not graded, with the reason at its head.

    That is a zero where its file is to blame; else it waits for a person.
    """
    score = 0.0 if kind is ProblemKind.REJECTED else None
    problem = Problem(kind=kind, notebook=released.name, message=reason)
    notebook = nbformat.from_dict(released.notebook)
    head = nbformat.v4.new_markdown_cell(f"**Not graded.** {problem}", id=NOT_GRADED)
    return NotebookGrade(
        notebook=released.name,
        key="",
        cells=_without_criteria(released, score),
        problems=(problem,),
        executed={**notebook, "cells": [head, *notebook.cells]},
    )


def not_yet(released: ReleasedNotebook) -> NotebookGrade:
    """Return what stands for a notebook that waits for its grading."""
    cells = _without_criteria(released, None)
    return NotebookGrade(notebook=released.name, key="", cells=cells, executed={})


def _without_criteria(released: ReleasedNotebook, score: float | None) -> tuple[CellResult, ...]:
    return tuple(
        CellResult(
            notebook=released.name,
            cell=cell.name,
            score=score,
            max_score=cell.points,
            manual=cell.manual,
            bonus=cell.bonus,
        )
        for cell in released.grade_cells
    )


def _cell_result(
    released: ReleasedNotebook,
    clean: CleanNotebook,
    cell: GradeCell,
    criteria: Sequence[CriterionResult],
) -> CellResult:
    score = _written(released, clean, cell) if cell.manual else points(cell, criteria)
    return CellResult(
        notebook=released.name,
        cell=cell.name,
        score=score,
        max_score=cell.points,
        manual=cell.manual,
        bonus=cell.bonus,
        criteria=tuple(criteria),
    )


def _written(released: ReleasedNotebook, clean: CleanNotebook, cell: GradeCell) -> float | None:
    """An answer left as released earns 0, as in nbgrader; any other waits for a person.

    So does every task: its own cell is the question.
    """
    if cell.task:
        return None
    answers = {c.id: c.source for c in clean.notebook.cells}
    original = released.cells_by_id[cell.name]
    return 0.0 if answers.get(original.id) == original.source else None
