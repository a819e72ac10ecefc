"""The facts of a class as they are read: plain, and small enough to hold those of thousands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.gradebook.manual import Standing
from autograder.records import FaultKind, Problem, Verdict
from autograder.report.schema import Attempt, Behaviour

# What a cell raises as it was released.
UNWRITTEN = FaultKind.RAISED, "NotImplementedError"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a criterion stands."""

    notebook: str
    cell: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Value:
    """One number that a grader measured."""

    name: str
    value: float
    unit: str
    asked: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Gradient norms at the last step of a training, read off at equal steps of depth."""

    title: str
    norms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion's outcome on one submission; `share` are the points that it is worth."""

    place: Place
    asked: str
    verdict: Verdict
    credit: float
    share: float
    hint: str
    fault: tuple[FaultKind, str] | None
    given: bool
    values: tuple[Value, ...]
    curves: tuple[Curve, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether there is a judgement."""
        return self.verdict is not Verdict.UNJUDGED

    @property
    def lost(self) -> bool:
        """Whether it failed, or was blocked by one that did."""
        return self.verdict in {Verdict.FAILED, Verdict.BLOCKED}

    @property
    def points_lost(self) -> float:
        """Points of the cell that it costs."""
        return self.share * (1 - self.credit) if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One grade cell of one submission; `score` is None while it waits for a person."""

    notebook: str
    cell: str
    score: float | None
    max_score: float
    manual: bool
    criteria: tuple[Judged, ...]

    @property
    def as_released(self) -> bool:
        """Whether all that failed in it did so as the released cell does: nobody has tried."""
        failed = [result for result in self.criteria if result.verdict is Verdict.FAILED]
        return bool(failed) and all(result.fault == UNWRITTEN for result in failed)


@dataclass(frozen=True)
class Person:
    """One student who has a record; `answers` is code by notebook and check."""

    student: str
    score: float
    max_score: float
    cells: tuple[Cell, ...]
    not_graded: tuple[str, ...]
    problems: tuple[Problem, ...]
    seconds: float
    attempts: tuple[Attempt, ...]
    graded_at: str
    behaviours: tuple[Behaviour, ...]
    standing: Standing | None
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def judged(self) -> Iterator[Judged]:
        """Every criterion of every cell."""
        return (result for cell in self.cells for result in cell.criteria)


@dataclass(frozen=True)
class ClassFacts:
    """Everything that the report is computed from, in order of the students' names.

    `compare` says that answers are to be held against each other.
    """

    assignment: str
    people: tuple[Person, ...]
    missing: tuple[str, ...]
    without_grade: Mapping[str, str]
    compare: bool = False
