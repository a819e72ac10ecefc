"""`autograder adopt`: an nbgrader course as it stands, graded here."""

from collections.abc import Iterator
from pathlib import Path

import click

from autograder.course import Course
from autograder.disk import write_or_tell
from autograder.errors import AutograderError, CourseError
from autograder.feedback.criteria import INSIDE
from autograder.gradebook.adopting import FILE, added_text, lacking
from autograder.released import Assignment, ReleasedNotebook
from autograder.testing.run import collect_graders

NO_CODE = "is no code cell and no answer"


@click.command(epilog="Example: autograder adopt ~/courses/statistics --dry-run")
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=Path()
)
@click.option("--dry-run", is_flag=True, help="Only show what was found, and the lines.")
@click.option("--yes", is_flag=True, help="Add the lines without asking.")
def adopt(folder: Path, dry_run: bool, yes: bool) -> None:
    """Take on an nbgrader course whose notebooks have their tests in their cells.

    Says what it finds in DIR, the current folder by default: which cells are graded by what, and
    what cannot be graded. Shows the lines that nbgrader_config.py lacks, asks, and adds them at its
    end. Nothing else is changed.
    """
    course = Course(folder.absolute())
    if not course.assignments:
        raise CourseError(f"{course.root}: no nbgrader course: nothing in source/ or release/")
    for line in _survey(course):
        click.echo(line)
    click.echo(f"Cells with tests of their own are {INSIDE}; SECURITY.md of nbgradient says more.")
    _configure(course.root / FILE, dry_run, yes)


def _configure(path: Path, dry_run: bool, yes: bool) -> None:
    settings = lacking(path.parent)
    if not settings:
        click.echo(f"{FILE}: nothing to add")
        return
    text = added_text(settings)
    click.echo(f"{FILE}: these lines go to its end:\n{text}")
    if replaced := [each.name for each in settings if each.said]:
        click.echo(f"They replace what the file says now of: {', '.join(replaced)}")
    if dry_run:
        return
    if not yes:
        click.confirm("Add them?", abort=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    write_or_tell(path, before + text)
    click.echo("Added. Next: autograder doctor; autograder grade")


def _survey(course: Course) -> Iterator[str]:
    """Yield what is to be told of each assignment, a line each."""
    for name in course.assignments:
        yield f"{name}:"
        try:
            assignment = course.assignment(name)
            for notebook in assignment.notebooks.values():
                yield from _about(course, assignment, notebook)
        except AutograderError as error:
            yield f"  cannot be graded: {error}"


def _about(course: Course, assignment: Assignment, notebook: ReleasedNotebook) -> Iterator[str]:
    graders, found = set(), assignment.graders
    if found.judges(notebook.name):
        graders = {each.cell for each in collect_graders(found.file(notebook.name))}
    cells = notebook.grade_cells
    manual = [cell for cell in cells if cell.manual]
    automatic = [cell.name for cell in cells if not cell.manual and cell.name not in graders]
    own = [each for name in automatic if (each := notebook.tests.get(name)) and each.source]
    yield (
        f"  {notebook.name}: {len(cells)} grade cells: {len(manual)} for a person, "
        f"{len(own)} with tests of their own ({sum(each.visible for each in own)} visible, "
        f"{sum(each.hidden for each in own)} hidden, {sum(each.autotest for each in own)} "
        f"AUTOTEST), {len(graders)} with hidden graders"
    )
    for name in automatic:
        tests = notebook.tests.get(name)
        if tests is None or not tests.source:
            yield f"    left to a person: cell {name!r}: {tests.reason if tests else NO_CODE}"
    source = course.source_file(assignment.name, notebook.name)
    if not source.is_file():
        yield f"    {source} is missing: the reference cannot be graded first"
