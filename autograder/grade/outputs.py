"""The outputs of a notebook that is judged: what its cells show when they are run once more."""

from collections.abc import Mapping
from typing import Any

import nbformat

from autograder.grade.context import GradingContext
from autograder.grade.execution import Known, execute
from autograder.grade.job import Job
from autograder.intake import CleanNotebook
from autograder.records import PUT_OFF, FaultKind, NotebookGrade, ProblemKind


def with_outputs(context: GradingContext, job: Job, grade: NotebookGrade) -> NotebookGrade:
    """Run the notebook of a grade whole, and return the grade with what its cells have shown.

    What has ended a process when the notebook was judged is not run again.
    """
    clean = CleanNotebook(grade.notebook, nbformat.from_dict(grade.executed))
    known = Known(job.reference.pace, grade.faults, _ran_out(grade))
    execution = execute(context, clean, job.files, known)
    problems = dict.fromkeys((*grade.problems, *execution.endings.problems(grade.notebook)))
    told = grade.model_copy(update={"problems": tuple(problems)})
    return _completed(told, dict(execution.notebook), execution.seconds)


def with_those_of(grade: NotebookGrade, shown: NotebookGrade) -> NotebookGrade:
    """Return a grade with the outputs of another grade of the same notebook.

    It is returned as it is where another run would leave out other cells, might end better, or has
    been made.
    """
    told = {each for each in shown.problems if each.kind is ProblemKind.RUN}
    same = (grade.faults, _ran_out(grade)) == (shown.faults, _ran_out(shown))
    if not same or told - {*grade.problems} or grade.without_outputs != PUT_OFF:
        return grade
    return _completed(grade, shown.executed, shown.pace.cells)


def _completed(
    grade: NotebookGrade, executed: dict[str, Any], seconds: Mapping[str, float]
) -> NotebookGrade:
    """Return a grade with outputs, and how long each cell took to put them out."""
    pace = grade.pace.model_copy(update={"cells": dict(seconds)})
    made = {"executed": executed, "pace": pace, "without_outputs": ""}
    return grade.model_copy(update=made)


def _ran_out(grade: NotebookGrade) -> bool:
    """Whether some of the notebook's code has run out of time."""
    results = (result.fault for cell in grade.cells for result in cell.criteria)
    faults = (*grade.faults.values(), *filter(None, results))
    return any(fault.kind is FaultKind.TIMEOUT for fault in faults)
