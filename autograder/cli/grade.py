"""`autograder grade`: submissions into records, gradebook and autograded notebooks."""

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.batch import grade_batch, hold
from autograder.cli.choosing import checked_level, selection, submitters
from autograder.cli.options import (
    assignment_argument,
    course_option,
    jobs_option,
    preflight_option,
    trusted_option,
)
from autograder.cli.packages import tell_missing_packages
from autograder.cli.preflight import require_reference
from autograder.cli.tables import show_class
from autograder.course import Course
from autograder.grade.graders import check_graders
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standings
from autograder.gradebook.settings import carries_forward, limits_of
from autograder.pool import Task


@click.command(epilog="Example: autograder grade week5 --student ada")
@assignment_argument
@click.option("--student", help="Grade this student only.")
@click.option("--notebook", help="Grade this notebook only; the others keep their grades.")
@click.option("--force", is_flag=True, help="Grade again even what has not changed.")
@preflight_option
@trusted_option
@jobs_option
@course_option
def grade(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    student: str | None,
    notebook: str | None,
    force: bool,
    no_preflight: bool,
    allow_trusted_only: bool,
    jobs: int,
    course: Path,
) -> None:
    """Grade the submissions of ASSIGNMENT in submitted/.

    Continues where an earlier run stopped: grades of unchanged submissions are kept. Ends with
    status 0 when every submission has an outcome, whatever the scores.
    """
    folder = Course(course)
    released = folder.assignment(assignment)
    notebooks = frozenset(selection(notebook, tuple(released.notebooks), "notebook"))
    students = submitters(folder, assignment, student)
    check_graders(released)
    nbgrader = NbgraderCourse.open(course)
    limits = limits_of(nbgrader.config)
    minimum = checked_level(nbgrader.config, allow_trusted_only)
    carry = carries_forward(nbgrader.config)
    tasks = [
        Task(course, assignment, name, notebooks, limits, force, minimum, carry_forward=carry)
        for name in students
    ]
    console = Console()
    with hold(folder, assignment):
        if not no_preflight:
            require_reference(tasks[0], jobs, console)
        tell_missing_packages(tasks, released, console)
        nbgrader.enter_assignment(released)
        outcomes = grade_batch(nbgrader, tasks, jobs, console)
        entered = [outcome.student for outcome in outcomes if outcome.complete]
        held = standings(nbgrader, assignment, entered)
    show_class(console, outcomes, f"{assignment}: {len(outcomes)} submissions", held)
    for stray in folder.submitted(assignment).unexplained:
        console.print(stray, markup=False)
    console.print(f"Records are in {folder.records / assignment}")
    sys.exit(not all(outcome.complete for outcome in outcomes))
