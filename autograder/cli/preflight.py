"""The reference goes first: what it cannot do on this machine, nobody is judged by."""

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from autograder.cli.batch import progress_bar
from autograder.errors import CourseError
from autograder.jobs.reference import REFERENCE
from autograder.pool import grade_all_references, local_pool, reference_passed
from autograder.tasks import Task

ADVICE = (
    "Install what is missing, or fix the cell or the grader. With `--no-preflight` grading goes "
    "on: what the reference loses here then waits for a person."
)


def require_reference(task: Task, jobs: int, console: Console) -> None:
    """Grade the reference of a task's notebooks where that has not been done.

    CourseError where it does not get full marks, with what failed.
    """
    each = [replace(task, student=REFERENCE, notebooks=frozenset([n])) for n in task.notebooks]
    due = sorted((one for one in each if not reference_passed(one)), key=_notebook)
    found = _shortcomings(due, jobs, console) if due else []
    if found:
        lines = "\n".join(f"  {line}" for line in found)
        raise CourseError(
            f"{task.assignment} cannot be graded here: its own reference solution, in source/, "
            f"does not get full marks.\n{lines}\n{ADVICE}"
        )


def _notebook(task: Task) -> str:
    return min(task.notebooks)


def _shortcomings(tasks: Sequence[Task], jobs: int, console: Console) -> list[str]:
    with progress_bar(console) as progress, local_pool(min(jobs, len(tasks))) as pool:
        graded = grade_all_references(tasks, pool)
        told = progress.track(graded, total=len(tasks), description="the reference first")
        return [line for lines in told for line in lines]
