"""`autograder grade`: submissions into records, gradebook and autograded notebooks."""

import importlib
from pathlib import Path

import click

from autograder.cli.options import (
    assignment_argument,
    course_option,
    jobs_option,
    outputs_option,
    preflight_option,
    trusted_option,
)
from autograder.cli.unchanged import LastBatch


@click.command(epilog="Example: autograder grade week5 --student ada")
@assignment_argument
@click.option("--student", help="Grade this student only.")
@click.option("--notebook", help="Grade this notebook only; the others keep their grades.")
@click.option("--force", is_flag=True, help="Grade again even what has not changed.")
@outputs_option
@preflight_option
@trusted_option
@jobs_option
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have notebooks graded by the workers of this dask.distributed scheduler.",
)
@course_option
def grade(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    assignment: str,
    student: str | None,
    notebook: str | None,
    force: bool,
    outputs: str,
    no_preflight: bool,
    allow_trusted_only: bool,
    jobs: int,
    scheduler: str | None,
    course: Path,
) -> None:
    """Grade the submissions of ASSIGNMENT in submitted/.

    Continues where an earlier run stopped: grades of unchanged submissions are kept. Ends with
    status 0 when every submission has an outcome, whatever the scores.
    """
    options = [f"student {student}", f"notebook {notebook}"]
    options += [f"no preflight {no_preflight}", f"trusted {allow_trusted_only}"]
    options += [f"outputs {outputs}"]
    last = LastBatch(course, assignment, tuple(options))
    if not force and (said := last.said()):
        click.echo(f"{said}Nothing has changed since then.")
        return
    # Only what grades imports what grades.
    grading = importlib.import_module("autograder.cli.grading")
    asked = grading.Asked(
        notebook=notebook,
        force=force,
        outputs=outputs == "now",
        preflight=not no_preflight,
        trusted_only=allow_trusted_only,
    )
    grading.run(grading.Command(last, student, asked, jobs, scheduler))
