"""The class table: student, points, what was lost and why, time; below it, what concerns many."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli.words import points_in_words, verdict_in_words
from autograder.feedback.criteria import INSIDE, readable
from autograder.gradebook.manual import Standing
from autograder.records import CellResult, CriterionResult, ProblemKind, Verdict
from autograder.schedule import Outcome

Standings = Mapping[str, Standing]
NOTHING_ENTERED: Standings = MappingProxyType({})


def show_class(
    console: Console,
    outcomes: Sequence[Outcome],
    title: str,
    standings: Standings = NOTHING_ENTERED,
) -> None:
    """Print one row a student, then everything that could not be judged, once for all of them."""
    console.print(class_table(outcomes, title, standings))
    if carried := carried_forward(outcomes):
        console.print(carried, highlight=False, soft_wrap=True)
    if inside := judged_inside(outcomes):
        console.print(inside, markup=False, highlight=False, soft_wrap=True)
    for line in without_outputs(outcomes):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    found = faults(outcomes)
    if found:
        console.print("Could not be judged; it costs nobody a point and waits for a person:")
    for fault in found:
        console.print(f"- {fault}", markup=False, highlight=False, soft_wrap=True)


def class_table(
    outcomes: Sequence[Outcome], title: str, standings: Standings = NOTHING_ENTERED
) -> Table:
    """Return one row a student; the points are those in the gradebook."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.pad_edge, table.collapse_padding = False, True
    table.add_column("student", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("lost, and what waits for a person")
    table.add_column("time", justify="right", no_wrap=True)
    for outcome in outcomes:
        # Names and reasons are students' words: brackets in them are no markup, and what a
        # terminal would obey is left out.
        row = _row(outcome, standings.get(outcome.student))
        table.add_row(*map(escape, map(readable, (outcome.student, *row))))
    return table


def _row(outcome: Outcome, standing: Standing | None) -> tuple[str, str, str]:
    record = outcome.record
    if record is None:
        return "none", what_is_missing(outcome), ""
    told = verdict_in_words(record, standing)
    if outcome.not_entered:
        told = f"{what_is_missing(outcome)}; {told}"
    return points_in_words(record, standing), told, f"{record.seconds:.0f} s"


def what_is_missing(outcome: Outcome) -> str:
    """Say why a submission has no grade, or why the gradebook does not hold it."""
    if outcome.record is None:
        return f"no grade: {outcome.reason}"
    return f"not in the gradebook: {outcome.not_entered}"


def carried_forward(outcomes: Sequence[Outcome]) -> str:
    """Count what is right with earlier functions given; empty where nothing is."""
    students = [student for student, _, result in _results(outcomes) if result.given]
    if not students:
        return ""
    count = "1 criterion" if len(students) == 1 else f"{len(students)} criteria"
    return f"Right with earlier functions given: {count} ({_submissions(set(students))})."


def judged_inside(outcomes: Sequence[Outcome]) -> str:
    """Name the cells that are judged by their own tests; empty where none is."""
    cells = dict.fromkeys(
        f"{cell.notebook}/{cell.cell}" for _, cell, result in _results(outcomes) if result.inside
    )
    return f"By the cells' own tests, {INSIDE}: {', '.join(cells)}." if cells else ""


def without_outputs(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Say once for each reason which notebooks have no outputs yet, and of how many submissions."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for outcome in outcomes:
        for notebook, reason in (outcome.record.without_outputs if outcome.record else {}).items():
            notebooks, students = found.setdefault(reason, (set(), set()))
            notebooks.add(notebook)
            students.add(outcome.student)
    for reason, (notebooks, students) in found.items():
        count, said = _submissions(students), readable(reason)
        yield (
            f"No outputs yet of {', '.join(sorted(notebooks))} ({count}): {said}. Their points "
            "stand; the next `autograder grade` makes the outputs."
        )


@dataclass
class Fault:
    """What kept criteria or whole cells of a notebook from being judged, and where it did."""

    notebook: str
    message: str
    students: set[str] = field(default_factory=set)
    criteria: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        count = _submissions(self.students)
        said = readable(self.message).replace("\n", "\n  ")
        return f"{self.notebook}: {', '.join(sorted(self.criteria))} ({count}): {said}"


def faults(outcomes: Sequence[Outcome]) -> list[Fault]:
    """Return each reason why something could not be judged once, those of most students first.

    A fault of a grader or of the course meets the whole class.
    """
    found: dict[tuple[str, str], Fault] = {}
    for student, what, notebook, message in [*_unjudged(outcomes), *_without_grader(outcomes)]:
        fault = found.setdefault((notebook, message), Fault(notebook, message))
        fault.students.add(student)
        fault.criteria.add(what)
    return sorted(found.values(), key=lambda fault: -len(fault.students))


def _unjudged(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, str, str]]:
    """Yield student, criterion, notebook and message of each that could not be judged."""
    for student, cell, result in _results(outcomes):
        if result.verdict is Verdict.UNJUDGED:
            yield student, f"{cell.cell}.{result.name}", cell.notebook, result.message


def _without_grader(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, str, str]]:
    """Yield student, cell, notebook and message of each cell that nothing judges."""
    for outcome in outcomes:
        for problem in outcome.record.problems if outcome.record else ():
            if problem.kind is ProblemKind.GRADER:
                yield outcome.student, problem.cell, problem.notebook, problem.message


def _submissions(students: Collection[str]) -> str:
    return f"{len(students)} submission{'s' if len(students) > 1 else ''}"


def _results(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, CellResult, CriterionResult]]:
    """Yield student, cell and result of every criterion."""
    yield from (
        (outcome.student, cell, result)
        for outcome in outcomes
        for cell in (outcome.record.cells if outcome.record else ())
        for result in cell.criteria
    )
