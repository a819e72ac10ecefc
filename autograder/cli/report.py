"""`autograder report`: one page on a class, for instructors and teaching assistants."""

from pathlib import Path

import click

from autograder.cli.options import assignment_argument, course_option
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.manual import standings
from autograder.released import Assignment
from autograder.report.reading import Sources
from autograder.report.view import Links
from autograder.report.writing import write_report
from autograder.solutions import read_solutions
from autograder.store import RecordStore

FORMGRADER = "http://localhost:8888/formgrader"


@click.command(epilog="Example: autograder report week5")
@assignment_argument
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into.  [default: reports/ASSIGNMENT in the course]",
)
@click.option(
    "--formgrader",
    default=FORMGRADER,
    show_default=True,
    help="Address of the formgrader, for the links to what waits for a person.",
)
@click.option(
    "--no-similarity", is_flag=True, help="Do not compare students' answers with each other."
)
@course_option
def report(
    assignment: str, output: Path | None, formgrader: str, no_similarity: bool, course: Path
) -> None:
    """Say what the class did not understand, whom to talk to, and what waits, for ASSIGNMENT.

    Reads records, histories and gradebook, and grades nothing. Writes index.html, which needs no
    network, and class.json with all its numbers. Both name students: keep them to yourself.
    """
    folder = Course(course)
    released = folder.assignment(assignment)
    sources = class_sources(folder, NbgraderCourse.open(course), released, not no_similarity)
    if not any(sources.store.record_path(student).exists() for student in sources.submitters):
        raise CourseError(
            f"{sources.store.folder}: no records to report on; run `autograder grade {assignment}`"
        )
    links = report_links(folder, assignment, output, formgrader)
    page = write_report(sources, read_solutions(course / "solutions" / assignment), links)
    click.echo(f"Open {page} in a browser. Its numbers are in {page.with_name('class.json')}")


def report_links(
    course: Course, assignment: str, output: Path | None = None, formgrader: str = FORMGRADER
) -> Links:
    """Return where the report is written, and where its links lead."""
    return Links(
        feedback=course.root / "feedback",
        output=(output or course.root / "reports" / assignment).absolute(),
        formgrader=formgrader.rstrip("/"),
        assignment=assignment,
        marking=course.root / "marking",
    )


def class_sources(
    course: Course, nbgrader: NbgraderCourse, released: Assignment, similarity: bool = False
) -> Sources:
    """Return where the facts of a class lie."""
    submitted = course.submitted(released.name)
    submitters = submitted.students
    # Members of a group that has handed in lack nothing.
    others = {each for name in submitters for each in submitted.members(name) if each != name}
    cells = (cell for each in released.notebooks.values() for cell in each.notebook.cells)
    return Sources(
        assignment=released.name,
        store=RecordStore(course.records / released.name),
        submitters=submitters,
        roster=[each for each in nbgrader.roster if each not in others],
        standings=standings(nbgrader, released.name, submitters) if nbgrader.begun else {},
        given=frozenset(cell.source for cell in cells),
        similarity=similarity,
    )
