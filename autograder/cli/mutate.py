"""`autograder mutate`: small changes to the reference that the hidden graders must notice."""

import sys
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from autograder.cli.batch import progress_bar
from autograder.cli.choosing import selection
from autograder.cli.options import assignment_argument, course_option, jobs_option
from autograder.cli.verify import judged, say
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.mutate.equivalents import read_equivalents
from autograder.mutate.mutants import Mutant, mutants_of
from autograder.mutate.outcomes import ENOUGH, Fate, Outcome, contradictions, score
from autograder.mutate.trials import (
    mutant_trials,
    outcomes_of,
    reference_trials,
    require_sound,
    short,
)
from autograder.pool import local_pool
from autograder.solutions import reference_cells
from autograder.verify.trials import Judged, Place

COLOURS = {"-": "red", "+": "green", "@": "dim"}


@click.command(epilog="Example: autograder mutate week5 --notebook 3_clipping")
@assignment_argument
@click.option("--notebook", help="Mutate the reference of this notebook only.")
@click.option("--cell", help="Mutate this TODO cell only, named by what it defines.")
@jobs_option
@course_option
def mutate(
    assignment: str, notebook: str | None, cell: str | None, jobs: int, course: Path
) -> None:
    """Mutate the TODO cells of ASSIGNMENT's reference and grade each mutant.

    Ends with status 0 if at least 95 % of the mutants are killed, not counting those that the
    course lists as equivalent in solutions/ASSIGNMENT/equivalent_mutants.toml.
    """
    started = time.monotonic()
    console = Console()
    mutants = _mutants(Course(course), assignment, notebook, cell)
    equivalents = read_equivalents(course / "solutions" / assignment)
    place = Place(course, assignment, short(limits_of(NbgraderCourse.open(course).config)))
    outcomes = outcomes_of(mutants, _judged(place, mutants, jobs, console), equivalents)
    wrong = contradictions(outcomes, equivalents)
    _tell(outcomes, console)
    for line in wrong:
        say(console, line, "bold")
    console.print(f"{time.monotonic() - started:.0f} s")
    sys.exit(bool(wrong) or not score(outcomes).enough)


def _mutants(
    course: Course, assignment: str, notebook: str | None, cell: str | None
) -> list[Mutant]:
    """Return the mutants asked for; CourseError where there is no such notebook or cell."""
    notebooks = selection(notebook, tuple(course.assignment(assignment).notebooks), "notebook")
    source = course.root / "source" / assignment
    cells = {name: reference_cells(source / f"{name}.ipynb") for name in notebooks}
    names = dict.fromkeys(name for solved in cells.values() for name in solved)
    wanted = selection(cell, tuple(names), "TODO cell")
    return [
        mutant
        for name, solved in cells.items()
        for mutant in mutants_of(name, {each: solved[each] for each in solved if each in wanted})
    ]


def _judged(place: Place, mutants: Sequence[Mutant], jobs: int, console: Console) -> list[Judged]:
    """Judge the references, then every mutant, with a progress bar."""
    with progress_bar(console) as progress, local_pool(jobs) as pool:
        require_sound(judged(reference_trials(place, mutants), pool, progress, "reference"))
        return judged(mutant_trials(place, mutants), pool, progress, "mutants")


def _tell(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print equivalent mutants with their reasons, survivors as diffs, and the numbers."""
    for each in outcomes:
        if each.fate is not Fate.KILLED:
            said = f" ({each.told})" if each.told else ""
            say(console, f"{each.fate}{said}", "bold")
            for line in each.mutant.difference.splitlines():
                say(console, line, COLOURS.get(line[:1], ""))
            console.print()
    for notebook, group in groupby(outcomes, lambda each: each.mutant.notebook):
        console.print(score_table(notebook, list(group)))
    total = score(outcomes)
    console.print(
        f"{total.killed} of {total.killed + total.survived} mutants that are not equivalent "
        f"were killed: {_share(total.share)}; expected at least {ENOUGH:.0%}."
    )


def score_table(notebook: str, outcomes: Sequence[Outcome]) -> Table:
    """Return one row a TODO cell."""
    table = Table(title=notebook, box=box.SIMPLE_HEAD, title_style="bold")
    table.pad_edge, table.collapse_padding = False, True
    table.add_column("cell", overflow="fold")
    for heading in ("mutants", "killed", "by limit", "survived", "equivalent", "score"):
        table.add_column(heading, justify="right", no_wrap=True)
    for cell, group in groupby(outcomes, lambda each: each.mutant.cell):
        found = score(list(group))
        numbers = (found.mutants, found.killed, found.stopped, found.survived, found.equivalent)
        table.add_row(cell, *map(str, numbers), _share(found.share))
    return table


def _share(share: float) -> str:
    """Round down: 94.96 % is not 95.0 %."""
    return f"{int(1000 * share) / 10:.1f} %"
