"""`autograder verify`: the hidden graders against right and wrong solutions."""

import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import accumulate, pairwise
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from autograder.cli.batch import progress_bar
from autograder.cli.choosing import selection
from autograder.cli.options import assignment_argument, course_option, jobs_option
from autograder.course import Course
from autograder.disk import write_or_tell
from autograder.feedback.criteria import VERDICT_STYLES
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.pool import local_pool
from autograder.released import Assignment
from autograder.testing.criterion import Criterion
from autograder.verify.catalogue import read_catalogue
from autograder.verify.matrix import Matrix, Row, matrices
from autograder.verify.page import page
from autograder.verify.plan import Plan, solutions_of
from autograder.verify.survey import Survey, reasons, without_criterion
from autograder.verify.trials import Judged, Place, Trial, judge_all

# A tick in every other place would hide the few that count.
SHOWN = {"✓": "·"}


@click.command(epilog="Example: autograder verify week5 --secrets 20")
@assignment_argument
@click.option("--notebook", help="Verify the graders of this notebook only.")
@click.option(
    "--secrets",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Grade the reference under so many course secrets; hidden inputs are drawn from them.",
)
@jobs_option
@course_option
def verify(assignment: str, notebook: str | None, secrets: int, jobs: int, course: Path) -> None:
    """Test the hidden graders of ASSIGNMENT with right and wrong solutions of the course.

    Ends with status 0 if the reference and every wheat (a right solution) get full marks, every
    chaff (a wrong one) loses what its head says and gets a hint about its own mistake, and every
    criterion is the only one that catches some chaff, or says why it is needed.
    """
    started = time.monotonic()
    console = Console()
    released = Course(course).assignment(assignment)
    plan = _plan(Course(course), released, notebook, secrets)
    survey = _survey(plan, jobs, console)
    read = (released.notebooks[name] for name in plan.notebooks)
    gaps = [line for each in read for line in without_criterion(each, survey.criteria)]
    found = [*gaps, *reasons(survey)]
    for matrix in matrices(survey):
        console.print(matrix_table(matrix))
        say(console, _legend(matrix))
    _tell(survey, found, console)
    file = course / "reports" / f"{assignment}-verify.html"
    write_or_tell(file, page(survey, found))
    say(console, f"{time.monotonic() - started:.0f} s; report: {file}")
    sys.exit(bool(found))


def _plan(course: Course, released: Assignment, notebook: str | None, secrets: int) -> Plan:
    known = tuple(released.notebooks)
    wanted = selection(notebook, known, "notebook")
    limits = limits_of(NbgraderCourse.open(course.root).config)
    folder = course.root / "solutions" / released.name
    place = Place(course.root, released.name, limits)
    return Plan(place, wanted, solutions_of(folder, known, wanted), secrets)


def _survey(plan: Plan, jobs: int, console: Console) -> Survey:
    """Judge everything, with a progress bar."""
    catalogue = read_catalogue(plan.place.course / "solutions" / plan.place.assignment)
    with progress_bar(console) as progress, local_pool(jobs) as pool:
        references = judged(plan.references, pool, progress, "references")
        others = plan.others(references)
        say(progress.console, _estimate(references, others, jobs))
        solutions = judged(others, pool, progress, "wheats and chaffs")
    references.sort(key=lambda each: (each.solution.notebook, each.trial.secret))
    solutions.sort(key=_place)
    return Survey(plan.place.assignment, references, solutions, catalogue)


def _estimate(references: Sequence[Judged], others: Sequence[Trial], jobs: int) -> str:
    """Say how long the rest may take; without a terminal there is no bar to see it by."""
    seconds = {judged.solution.notebook: judged.seconds for judged in references}
    minutes = sum(seconds[trial.solution.notebook] for trial in others) / jobs / 60
    return f"{len(others)} solutions, about {minutes:.0f} min where each takes the reference's time"


def _place(judged: Judged) -> tuple[str, Path, bool, Path]:
    """Order solutions by notebook and cell, wheats before chaffs."""
    solution = judged.solution
    return solution.notebook, solution.path.parent, not solution.right, solution.path


def judged(trials: Sequence[Trial], pool: Executor, progress: Progress, words: str) -> list[Judged]:
    """Judge some trials; the bar says how far they have come."""
    return list(progress.track(judge_all(trials, pool), total=len(trials), description=words))


def say(console: Console, text: str, style: str = "") -> None:
    """Print a text as it stands: no markup in it, no line of it wrapped or cut."""
    console.print(Text(text, style), soft_wrap=True)


def matrix_table(matrix: Matrix) -> Table:
    """Return one row a solution and one character a criterion, which has a number above it."""
    table = Table(title=matrix.notebook, box=box.SIMPLE_HEAD, title_style="bold")
    table.padding, table.pad_edge = (0, 1, 0, 0), False
    table.add_column("solution", no_wrap=True, vertical="bottom")
    ends = list(accumulate((len(criteria) for _, criteria in matrix.cells), initial=0))
    for start, end in pairwise(ends):
        table.add_column(_numbers(start + 1, end), no_wrap=True, min_width=end - start)
    for group, rows in matrix.groups:
        table.add_row(Text(group, "bold"))
        for row in rows:
            marks = [_marks(row, start, end) for start, end in pairwise(ends)]
            table.add_row(f" {row.name}", *marks)
    return table


def _numbers(first: int, last: int) -> str:
    """Write numbers from top to bottom, tens above ones."""
    numbers = range(first, last + 1)
    return "\n".join(["".join(f"{n:2d}"[place] for n in numbers) for place in range(2)])


def _marks(row: Row, start: int, end: int) -> Text:
    """Join the marks of one cell's criteria; reversed where the head says otherwise."""
    text = Text()
    for mark in row.marks[start:end]:
        style = "bold reverse" if mark.surprising else ""
        text.append(SHOWN.get(mark.style.mark, mark.style.mark), style)
    return text


def _legend(matrix: Matrix) -> str:
    """Say what marks and numbers mean, a line for each cell."""
    numbers = {each.full_name: number for number, each in enumerate(matrix.criteria, start=1)}
    styles = VERDICT_STYLES.values()
    lines = ["  ".join(f"{SHOWN.get(each.mark, each.mark)} {each.word}" for each in styles)]
    for cell, criteria in matrix.cells:
        names = [f"{numbers[each.full_name]} {each.name}" for each in criteria]
        lines.append(f"{cell}: {', '.join(names)}")
    return "\n".join([*lines, ""])


def _tell(survey: Survey, found: Sequence[str], console: Console) -> None:
    say(
        console,
        f"Criteria: {len(survey.criteria)}; wheats: {len(survey.wheats)}; "
        f"chaffs: {len(survey.chaffs)}.\n"
        "Course secrets under which the reference has full marks: "
        f"{survey.full_marks} of {len(survey.secrets)}.",
    )
    if survey.catalogue:
        _list("Criteria that name no known mistake", survey.nameless, console)
    _list("Criteria without a hint", survey.hintless, console)
    for reason in found:
        say(console, reason, "bold")
    if not found:
        console.print("Every right solution gets full marks, every wrong one its own verdict.")


def _list(words: str, criteria: Sequence[Criterion], console: Console) -> None:
    if criteria:
        say(console, f"{words}: {', '.join(each.full_name for each in criteria)}")
