"""`autograder collect`: the download of a learning platform into `submitted/`."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from autograder.cli.choosing import selection
from autograder.cli.options import assignment_option, course_option
from autograder.collect.canvas import sort_canvas
from autograder.collect.downloads import opened
from autograder.collect.gradescope import sort_gradescope
from autograder.collect.moodle import sort_moodle
from autograder.collect.placing import Delivery, Kind, Place, deliveries, place
from autograder.collect.plain import sort_plain
from autograder.collect.senders import STRANGER, Found, find_senders, numbers_of
from autograder.collect.uploads import Sort, Sorted
from autograder.course import Course
from autograder.errors import CourseError
from autograder.export.finals import Student
from autograder.feedback.criteria import readable
from autograder.gradebook.finals import read_students
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of

PLAIN = "plain"
PLATFORMS: Mapping[str, Sort] = {
    "moodle": sort_moodle,
    "canvas": sort_canvas,
    "gradescope": sort_gradescope,
    PLAIN: sort_plain,
}


@click.command(epilog="Example: autograder collect submissions.zip --from moodle")
@click.argument("download", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "platform", type=click.Choice(list(PLATFORMS)), required=True)
@assignment_option("Which assignment it is.")
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Moodle's grading worksheet or Canvas's gradebook (CSV): finds students for certain.",
)
@click.option(
    "--replace", is_flag=True, help="Put new files in the place of those collected before."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@course_option
def collect(  # noqa: PLR0913, PLR0917 - click hands over one parameter an option
    download: Path,
    platform: str,
    assignment: str,
    table: Path | None,
    replace: bool,
    dry_run: bool,
    course: Path,
) -> None:
    """Sort a download by student.

    DOWNLOAD, a folder or a zip archive, goes into submitted/<student>/<assignment>/. Students are
    those of the gradebook; plain folders may name others. What belongs to nobody beyond doubt is
    listed and left where it is, and nothing is overwritten unless --replace is given. Ends with
    status 1 where anything was left out.
    """
    nbgrader = NbgraderCourse.open(course)
    room = limits_of(nbgrader.config).notebook_bytes
    released = released_names(Course(course), assignment)
    where = Place(course / "submitted", assignment, released, room, replace, dry_run)
    with opened(download) as entries:
        found = PLATFORMS[platform](entries)
        roster = _roster(nbgrader, platform)
        numbers = numbers_of(table, platform, roster) if table else {}
        senders = find_senders((each.sender for each in found.uploads), roster, numbers)
        new = _new_students(senders) if platform == PLAIN else []
        senders = find_senders(senders.every, [*roster, *new], numbers)
        delivered = deliveries(found.uploads, senders.students, where)
        kinds = {each.student: place(each, where) for each in delivered}
    _list("New to the gradebook:", (each.id for each in new))
    _tell(found, senders, delivered, kinds)
    _tell_end(kinds, dry_run, assignment)
    sys.exit(bool(found.strays or senders.unknown or _kept(kinds)))


def released_names(course: Course, assignment: str) -> frozenset[str]:
    """Return the names of what students got; CourseError where there is no such assignment."""
    selection(assignment, course.assignments, "assignment")
    folder = course.root / "release" / assignment
    return frozenset(path.name for path in folder.rglob("*"))


def _roster(nbgrader: NbgraderCourse, platform: str) -> Sequence[Student]:
    """Return the students of the gradebook; CourseError where names lead to nobody without it."""
    if nbgrader.begun:
        with nbgrader.gradebook() as gradebook:
            if known := read_students(gradebook):
                return known
    if platform == PLAIN:
        return []
    raise CourseError(
        "the gradebook knows no students; enter them first: `nbgrader db student import FILE`, a "
        "CSV file with the columns id, first_name, last_name, email and lms_user_id"
    )


def _new_students(senders: Found) -> Sequence[Student]:
    """Whoever made plain folders has named them, as in `submitted/` itself."""
    return [Student(each.id) for each, why in senders.unknown.items() if why == STRANGER]


def _kept(kinds: Mapping[str, Kind]) -> list[str]:
    return [name for name, kind in kinds.items() if kind in {Kind.KEPT, Kind.NOTHING}]


def _tell(
    found: Sorted, senders: Found, delivered: Sequence[Delivery], kinds: Mapping[str, Kind]
) -> None:
    _list("Found by name alone:", (f"{each}: {senders.students[each]}" for each in senders.by_name))
    _list("Late, says the platform:", (each.student for each in delivered if each.late))
    _list("Files left out:", (line for each in delivered for line in each.left_out))
    _list("Not understood:", found.strays)
    _list("Nobody beyond doubt:", (f"{each} {why}" for each, why in senders.unknown.items()))
    _list(
        "Nothing was changed (--replace puts new files in the place of those collected before):",
        (f"{name}: {kinds[name]}" for name in _kept(kinds)),
    )


def _list(title: str, lines: Iterable[str]) -> None:
    if listed := sorted(lines):
        click.echo("\n".join([title, *(f"- {readable(line)}" for line in listed)]))


def _tell_end(kinds: Mapping[str, Kind], dry_run: bool, assignment: str) -> None:
    counts = Counter(kinds.values())
    told = ", ".join(f"{counts[kind]} {kind}" for kind in Kind if counts[kind]) or "nobody"
    click.echo(f"{assignment}: {len(kinds)} students in the download: {told}.")
    if dry_run:
        click.echo("This was a dry run: nothing was written.")
    elif counts[Kind.NEW] or counts[Kind.REPLACED]:
        click.echo(f"Next: autograder grade {assignment}")
