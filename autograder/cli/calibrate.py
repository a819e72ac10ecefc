"""`autograder calibrate`: cut-offs of stochastic criteria, with the evidence for them."""

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from autograder.calibrate.evidence import Evidence
from autograder.calibrate.plan import Plan
from autograder.calibrate.report import toml
from autograder.calibrate.trials import Chunk, Held, hold_all
from autograder.cli.batch import progress_bar
from autograder.cli.options import assignment_argument, course_option, jobs_option
from autograder.course import Course
from autograder.disk import write_or_tell, writing
from autograder.feedback.distributions import Panel, distributions_figure
from autograder.grade.context import PACKAGES
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.settings import limits_of
from autograder.own_code import installed_versions
from autograder.pool import local_pool
from autograder.solutions import read_solutions, reference_cells
from autograder.testing.chance import read_stochastic
from autograder.thresholds import FILE
from autograder.verify.trials import Place


@click.command(epilog="Example: autograder calibrate week5 --trials 200")
@assignment_argument
@click.option(
    "--trials",
    type=click.IntRange(min=50),
    default=100,
    show_default=True,
    help="Trials of the weakest right solution; the nearest wrong one gets half of them.",
)
@jobs_option
@course_option
def calibrate(assignment: str, trials: int, jobs: int, course: Path) -> None:
    """Choose the cut-offs of ASSIGNMENT's stochastic criteria by experiment.

    Writes tests/graders/ASSIGNMENT/thresholds.toml and docs/calibration-ASSIGNMENT.png.
    """
    started = time.monotonic()
    console = Console()
    plans = _plans(Course(course), assignment, trials)
    with progress_bar(console) as progress, local_pool(jobs) as pool:
        evidence = [each for plan in plans for each in _evidence(plan, pool, progress)]
    for line in (line for each in evidence for line in sentences(each)):
        console.print(line, soft_wrap=True, markup=False, highlight=False)
    figure = course / "docs" / f"calibration-{assignment}.png"
    with writing(figure):
        figure.parent.mkdir(exist_ok=True)
        figure.write_bytes(distributions_figure([panel(each) for each in evidence]))
    file = course / "tests" / "graders" / assignment / FILE
    write_or_tell(file, toml(assignment, evidence, _environment()))
    seconds = time.monotonic() - started
    console.print(f"{seconds:.0f} s; cut-offs: {file}; figure: {figure}", soft_wrap=True)


def _plans(course: Course, assignment: str, trials: int) -> list[Plan]:
    """Return what is to be held for each grade cell with stochastic criteria."""
    cells = read_stochastic(course.assignment(assignment).graders.unpacked())
    limits = limits_of(NbgraderCourse.open(course.root).config)
    place = Place(course.root, assignment, limits)
    solutions = read_solutions(course.root / "solutions" / assignment)
    source = course.root / "source" / assignment
    return [
        Plan(
            place,
            cell,
            list(reference_cells(source / f"{cell.notebook}.ipynb")),
            [each for each in solutions if each.notebook == cell.notebook],
            trials,
        )
        for cell in cells
    ]


def _evidence(plan: Plan, pool: Executor, progress: Progress) -> list[Evidence]:
    first = _held(plan.first_chunks(), pool, progress, "all solutions")
    second = _held(plan.second_chunks(first), pool, progress, "the nearest of both")
    return plan.evidence([*first, *second])


def _held(chunks: Sequence[Chunk], pool: Executor, progress: Progress, words: str) -> list[Held]:
    """Hold the trials; the bar says how far they have come."""
    return list(progress.track(hold_all(chunks, pool), total=len(chunks), description=words))


def sentences(each: Evidence) -> list[str]:
    """Say what was found for one criterion."""
    cut_off, rejected = each.cut_off, each.weakest.rejection_bound(each.cut_off)
    said = [
        f"{each.name}: full credit at {cut_off.full:g} (students are told "
        f"{each.statistic.told:g}), in one of {cut_off.trials} trials",
        f"  {each.weakest.name}, the weakest right solution, is rejected with at most "
        f"{rejected:.2%}",
    ]
    if each.chaff:
        accepted = f"{each.chaff.acceptance(cut_off):.1%} (at most "
        accepted += f"{each.chaff.acceptance_bound(cut_off):.1%})"
        said.append(f"  {each.chaff.name}, the nearest wrong one, is accepted with {accepted}")
    return said


def panel(each: Evidence) -> Panel:
    """Return what the figure shows of a criterion."""
    cut_off = each.cut_off
    return Panel(
        title=each.name.rpartition(".")[2].replace("_", " "),
        unit=each.statistic.what,
        right={wheat.name: wheat.values for wheat in each.wheats},
        wrong={each.chaff.name: each.chaff.values} if each.chaff else {},
        lines={"told": each.statistic.told, "full": cut_off.full, "zero": cut_off.zero},
    )


def _environment() -> str:
    versions = installed_versions(PACKAGES)
    known = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    return f"Measured with {known}."
