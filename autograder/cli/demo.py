"""`autograder demo`: a made-up class from hand-in to the report on it."""

import sys
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.batch import Setup, grade_batch, progress_bar
from autograder.cli.options import assignment_option, course_option, jobs_option
from autograder.cli.preflight import require_reference
from autograder.cli.report import class_sources, report_links
from autograder.cli.tables import show_class
from autograder.demo.classroom import SMALLEST_CLASS, Classroom, copy_course, fill_classroom
from autograder.demo.verdicts import surprises
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standings
from autograder.gradebook.tasks import open_task
from autograder.pool import local_executors, reusing
from autograder.report.writing import write_report
from autograder.sandbox.levels import LIMITS_ONLY
from autograder.schedule import Outcome
from autograder.solutions import read_solutions

# Whose feedback has something to see; a course may have no wrong solutions yet.
SHOWN = "chaff-01"


@click.command(epilog="Example: autograder demo --folder /tmp/class")
@assignment_option("Which assignment to show.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where to make the class; must not exist yet.",
)
@click.option(
    "--students",
    type=click.IntRange(min=SMALLEST_CLASS),
    default=14,
    show_default=True,
    help="Size of the class; a large number includes every solution.",
)
@jobs_option
@course_option
def demo(assignment: str, folder: Path, students: int, jobs: int, course: Path) -> None:
    """Make up a class of right, wrong, broken and hostile work, grade it, and write the pages.

    What the cells put out is made for one student; `nbgrader generate_feedback` in the class's
    folder makes it for all. Ends with status 0 if every student gets the points that their
    solutions announce.
    """
    console = Console()
    folder = folder.absolute()
    copy_course(course, folder, assignment)
    nbgrader = NbgraderCourse.open(folder)
    nbgrader.release(assignment)
    room = fill_classroom(course, folder, assignment, students)
    outcomes = _graded(nbgrader, room, jobs, console)
    _write_feedback(nbgrader, room, outcomes, console)
    held = standings(nbgrader, assignment, [each.student for each in outcomes if each.complete])
    show_class(console, outcomes, f"{assignment}: a class of {len(outcomes)}", held)
    report = _write_report(nbgrader, room, course / "solutions" / assignment)
    console.print(f"Open {report} in a browser: the report on the class.", soft_wrap=True)
    _tell(room, outcomes, console)


def _graded(
    nbgrader: NbgraderCourse, room: Classroom, jobs: int, console: Console
) -> list[Outcome]:
    name, root = room.assignment.name, room.course.root
    task = open_task(root, name, room.assignment.notebooks, nbgrader.config)
    # The class is made of the course's own solutions, which need no confinement.
    trusted = replace(task, minimum=LIMITS_ONLY)
    students = room.course.students(name)
    tasks = [replace(trusted, student=each, outputs=each == SHOWN) for each in students]
    with reusing(local_executors, jobs) as executors:
        setup = Setup(nbgrader, room.assignment, jobs, console, executors)
        require_reference(setup, tasks[0])
        return grade_batch(setup, tasks)


def _write_feedback(
    nbgrader: NbgraderCourse, room: Classroom, outcomes: list[Outcome], console: Console
) -> None:
    """Write a page for everyone who has an autograded notebook, with the outputs that there are."""
    standing = nbgrader.as_it_stands
    with progress_bar(console) as progress:
        for outcome in progress.track(outcomes, description="writing feedback"):
            if (room.course.root / "autograded" / outcome.student).is_dir():
                standing.feedback(room.assignment.name, outcome.student)


def _write_report(nbgrader: NbgraderCourse, room: Classroom, solutions: Path) -> Path:
    """Write the report on the class, whose links lead to the feedback written before."""
    sources = class_sources(room.course, nbgrader, room.assignment, similarity=True)
    links = report_links(room.course, room.assignment.name)
    return write_report(sources, read_solutions(solutions), links)


def _tell(room: Classroom, outcomes: list[Outcome], console: Console) -> None:
    pages = sorted((room.course.root / "feedback").glob("*/*/*.html"))
    page = next((each for each in pages if each.parts[-3] == SHOWN), pages[0])
    console.print(f"Open {page} in a browser: the feedback of one student.", soft_wrap=True)
    console.print(f"Records are in {room.course.records / room.assignment.name}", soft_wrap=True)
    found = surprises(outcomes, room.losses, room.scores)
    for line in found:
        console.print(f"Not as announced: {line}", style="bold", soft_wrap=True)
    if not found:
        console.print("Every student lost exactly what their solutions announce.")
    sys.exit(bool(found))
