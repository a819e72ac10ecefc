"""`autograder watch`: grade what is handed in as it arrives."""

import sys
from pathlib import Path

import click

from autograder.cli.choosing import Asked, chosen_task
from autograder.cli.options import (
    assignment_argument,
    course_option,
    jobs_option,
    preflight_option,
    trusted_option,
)
from autograder.cli.watching import Watcher
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.exchange import ExchangeFolder
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import policy_of


@click.command(epilog="Example: autograder watch week5 --release --interval 60")
@assignment_argument
@click.option("--release", is_flag=True, help="Give feedback back through nbgrader's exchange.")
@click.option("--once", is_flag=True, help="Grade what is there, and end.")
@click.option(
    "--interval",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    help="Seconds between two looks.",
)
@preflight_option
@trusted_option
@jobs_option
@course_option
def watch(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    release: bool,
    once: bool,
    interval: float,
    no_preflight: bool,
    allow_trusted_only: bool,
    jobs: int,
    course: Path,
) -> None:
    """Grade submissions of ASSIGNMENT as they arrive in submitted/ or in the exchange.

    Each gets its grade, its feedback and one line here. It may be stopped or killed at any time:
    started again it goes on, and grades nothing twice. `autograder grade` may be run meanwhile.
    """
    released, nbgrader = Course(course).assignment(assignment), NbgraderCourse.open(course)
    asked = Asked(preflight=not no_preflight, trusted_only=allow_trusted_only)
    task = chosen_task(nbgrader, released, asked)
    _require_end(nbgrader, assignment)
    watcher = Watcher(nbgrader, task, ExchangeFolder.find(nbgrader), release, jobs)
    if once:
        sys.exit(not all(outcome.complete for outcome in watcher.look()))
    try:
        watcher.look_for_ever(interval)
    except KeyboardInterrupt:
        watcher.say(
            "Stopped. Started again, `autograder watch` goes on with what has no grade yet."
        )


def _require_end(nbgrader: NbgraderCourse, assignment: str) -> None:
    """Raise CourseError where a policy speaks of a deadline and there is none."""
    policy = policy_of(nbgrader.config, assignment)
    changes = policy.before_deadline is not policy.after_deadline
    if changes and nbgrader.deadlines(assignment).general is None:
        raise CourseError(
            f"c.Policy[{assignment!r}] shows something else after the deadline, and the gradebook "
            "has none: set the due date in the formgrader, or with "
            f'`nbgrader db assignment add {assignment} --duedate "2030-05-01 12:00 UTC"`'
        )
