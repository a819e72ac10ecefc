"""`autograder new-grader`: the frame of a file of hidden graders."""

from pathlib import Path

import click

from autograder.cli.options import assignment_option, course_option, notebook_argument
from autograder.course import Course
from autograder.disk import write_or_tell
from autograder.start.frame import frame
from autograder.start.writing import write_new
from autograder.testing.run import collect_graders


@click.command(name="new-grader", epilog="Example: autograder new-grader 2_clipping")
@notebook_argument
@assignment_option("Which assignment it is in.")
@course_option
def new_grader(notebook: str, assignment: str, course: Path) -> None:
    """Write the frame of a file of graders.

    It is for NOTEBOOK, as it is in source/, and has a criterion for each function that a check is
    about. Until one is finished, it says so and is left to a person. In a file that is there,
    criteria for cells that have none are added at the end, and nothing else is changed.
    """
    released = Course(course).source(assignment, notebook)
    file = Course(course).grader_file(assignment, notebook)
    place = file.relative_to(course).as_posix()
    there = collect_graders(file) if file.exists() else ()
    text = frame(released, there)
    if there:
        write_or_tell(file, file.read_text(encoding="utf-8") + text)
    else:
        write_new(course, {place: text.encode()})
    click.echo(f"{place}: {text.count('NotImplementedError')} criteria to finish")
    click.echo(f"Next: nbgrader generate_assignment {assignment} --force; pytest {place}")
