"""The reference goes first: what it cannot do on this machine, nobody is judged by."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from autograder.cli.batch import Setup, progress_bar
from autograder.errors import CourseError
from autograder.jobs.reference import REFERENCE
from autograder.pool import grade_all_references, reference_passed
from autograder.tasks import Task

ADVICE = (
    "Install what is missing, or fix the cell or the grader. With `--no-preflight` grading goes "
    "on: what the reference loses here then waits for a person."
)


def require_reference(setup: Setup, task: Task) -> None:
    """Grade the reference of a task's notebooks where that has not been done.

    It is graded on this machine. CourseError where it does not get full marks, with what failed.
    """
    each = [replace(task, student=REFERENCE, notebooks=frozenset([n])) for n in task.notebooks]
    lacking = (one for one in each if not reference_passed(one, setup.released))
    # The last notebook of a course is often the longest: beside it all others are graded.
    due = sorted(lacking, key=_notebook, reverse=True)
    if not due:
        return
    with setup.executors(setup.jobs) as opened:
        found = _shortcomings(setup, due, opened.reading)
    if found:
        lines = "\n".join(f"  {line}" for line in found)
        raise CourseError(
            f"{task.assignment} cannot be graded here: its own reference solution, in source/, "
            f"does not get full marks.\n{lines}\n{ADVICE}"
        )


def _notebook(task: Task) -> str:
    return min(task.notebooks)


def _shortcomings(setup: Setup, tasks: Sequence[Task], executor: Executor) -> list[str]:
    with progress_bar(setup.console) as progress:
        graded = grade_all_references(tasks, setup.released, executor)
        told = progress.track(graded, total=len(tasks), description="the reference first")
        return [line for _, lines in sorted(told) for line in lines]
