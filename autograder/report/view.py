"""What the page shows that is no line of `class.json`: selections of it, places and links."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from autograder.report.figures import Bar
from autograder.report.kinds import Flag, WaitingKind
from autograder.report.schema import ClassReport, Criterion, Group, Student, Waiting

TOP = 3
FIRST_STUDENTS = 6
MOST_GROUPS = 100
URGENT = (Flag.FAILED_BY_ALL, Flag.ONLY_LOSS, Flag.NEGATIVE, Flag.UNJUDGED)
# The drawing of the distribution, in its own units.
WIDTH, HEIGHT, GAP = 300, 84, 3


@dataclass(frozen=True)
class Links:
    """Addresses of the students' pages, of answers gathered for marking, and of the formgrader."""

    feedback: Path
    output: Path
    formgrader: str
    assignment: str
    marking: Path = Path("marking")

    def page(self, student: str, notebook: str) -> str:
        """Return the address of a student's page beside the report; empty where there is none."""
        page = self.feedback / student / self.assignment / f"{notebook}.html"
        return quote(os.path.relpath(page, self.output)) if page.exists() else ""

    def answers(self, notebook: str, cell: str) -> str:
        """Return the address of the page with all answers to a question; empty if there is none."""
        page = self.marking / self.assignment / notebook / f"{cell}.html"
        return quote(os.path.relpath(page, self.output)) if page.exists() else ""

    def grading(self, waiting: Waiting) -> str:
        """Return where a person gives points; the notebook's list where no page is known."""
        if waiting.submission:
            return f"{self.formgrader}/submissions/{quote(waiting.submission, safe='')}/"
        return self.list(waiting.notebook)

    def list(self, notebook: str) -> str:
        """Return the formgrader's list of all that was handed in of a notebook."""
        names = (quote(name, safe="") for name in (self.assignment, notebook))
        return f"{self.formgrader}/gradebook/{'/'.join(names)}"


@dataclass(frozen=True)
class Queue:
    """What waits in one cell for one reason."""

    kind: WaitingKind
    notebook: str
    cell: str
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class Pile:
    """All that waits for one reason, and in which notebooks."""

    kind: WaitingKind
    waiting: int
    notebooks: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One bar, drawn; `label` says it in words."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Glance:
    """The first screen."""

    most_failed: tuple[Criterion, ...]
    graders: tuple[Criterion, ...]
    more_graders: int
    first: tuple[Student, ...]
    more_students: int
    piles: tuple[Pile, ...]
    columns: tuple[Column, ...]
    median_x: float
    distribution: str
    open_points: float


def glance(report: ClassReport) -> Glance:
    """Select what a person in a hurry has to know."""
    graders = suspicious(report.criteria)
    first = tuple(student for student in report.students if student.reasons)
    return Glance(
        most_failed=most_failed(report.criteria),
        graders=graders[:TOP],
        more_graders=max(0, len(graders) - TOP),
        first=first[:FIRST_STUDENTS],
        more_students=max(0, len(first) - FIRST_STUDENTS),
        piles=tuple(_piles(report.waiting)),
        columns=tuple(_columns(report.points.bars)),
        median_x=_median_x(report),
        distribution=_in_words(report.points.bars),
        open_points=_open_points(report.waiting),
    )


def most_failed(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Return the criteria that most students fail, those blocked by others left out."""
    ordered = sorted(criteria, key=lambda each: (-each.failed, _passed_share(each)))
    return tuple(each for each in ordered[:TOP] if each.failed)


def _passed_share(criterion: Criterion) -> float:
    return criterion.passed / criterion.judged if criterion.judged else 1.0


def suspicious(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Return the criteria whose grader may be unfair, the most urgent first."""
    flagged = [each for each in criteria if set(URGENT).intersection(each.flags)]
    return tuple(sorted(flagged, key=_urgency))


def queues(waiting: Sequence[Waiting]) -> tuple[Queue, ...]:
    """Gather what waits by reason and cell, in the order of the reasons."""
    found: dict[tuple[WaitingKind, str, str], list[Waiting]] = {}
    for each in waiting:
        found.setdefault((each.kind, each.notebook, each.cell), []).append(each)
    ordered = sorted(found, key=lambda key: (list(WaitingKind).index(key[0]), key[1:]))
    return tuple(Queue(*key, tuple(found[key])) for key in ordered)


def _piles(waiting: Sequence[Waiting]) -> Iterator[Pile]:
    for kind in WaitingKind:
        places = [each.notebook for each in waiting if each.kind is kind]
        if places:
            yield Pile(kind, len(places), tuple(dict.fromkeys(places)))


def shown_groups(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return the groups of several students; those of one stand in the students' own lines."""
    return tuple(group for group in groups if len(group.students) > 1)[:MOST_GROUPS]


def _urgency(criterion: Criterion) -> tuple[int, int, float]:
    first = min(URGENT.index(flag) for flag in criterion.flags if flag in URGENT)
    return first, -max(criterion.unjudged, criterion.only_loss), criterion.discrimination or 0.0


def _columns(bars: Sequence[Bar]) -> Iterator[Column]:
    most = max((bar.students for bar in bars), default=0)
    step = WIDTH / max(1, len(bars))
    for number, bar in enumerate(bars):
        height = HEIGHT * bar.students / most
        yield Column(number * step, HEIGHT - height, step - GAP, height, _bar_in_words(bar))


def _open_points(waiting: Iterable[Waiting]) -> float:
    """Return the most points of one student that wait for a person."""
    found: dict[str, float] = {}
    for each in waiting:
        found[each.student] = found.get(each.student, 0.0) + each.points
    return max(found.values(), default=0.0)


def _median_x(report: ClassReport) -> float:
    bars, median = report.points.bars, report.points.median
    return WIDTH * median / bars[-1].end if bars and median is not None else 0.0


def _in_words(bars: Sequence[Bar]) -> str:
    return "Final points. " + "; ".join(_bar_in_words(bar) for bar in bars if bar.students)


def _bar_in_words(bar: Bar) -> str:
    students = "1 student" if bar.students == 1 else f"{bar.students} students"
    return f"{bar.start:g} to {bar.end:g} points: {students}"
