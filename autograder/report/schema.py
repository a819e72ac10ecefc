"""The shape of `class.json`, the numbers behind the class report.

`class.schema.json` beside this file is made from these classes; a change of shape raises
`SCHEMA_VERSION`. Points are the gradebook's, credits and verdicts those of the records. Where
there is too little to compute a number from, it is null.
"""

import json
import sys
from typing import Annotated

from pydantic import Field

from autograder.records import FaultKind, Number
from autograder.report.figures import Accuracy, Bar, Frozen, GradientBand
from autograder.report.kinds import BehaviourKind, Flag, ReasonKind, WaitingKind

SCHEMA_VERSION = 1


class Interval(Frozen):
    """Bounds that hold the true value in 95 of 100 classes like this one."""

    low: float
    high: float


class Points(Frozen):
    """Final points of those who are graded."""

    max_score: float
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    mean: float | None
    bars: tuple[Bar, ...]


class Waiting(Frozen):
    """One cell of one student that waits for a person."""

    kind: WaitingKind
    student: str
    notebook: str
    cell: str
    points: float
    submission: str = Field("", description="id of the submitted notebook in the gradebook")


class Measured(Frozen):
    """One quantity that a criterion measured, over the class."""

    name: str
    median: Number
    unit: str
    asked: str = Field(description="the cut-off; empty where it differs from student to student")
    students: int


class Criterion(Frozen):
    """One hidden grader over the class."""

    notebook: str
    cell: str
    criterion: str
    asked: str
    share: float = Field(description="points of the cell that it is worth")
    passed: int
    failed: int
    blocked: int
    unjudged: int
    facility: float | None = Field(description="mean credit of those judged, 0 to 1")
    discrimination: float | None = Field(
        description="correlation of its credit with the share earned of all other judged criteria"
    )
    interval: Interval | None = Field(description="of the discrimination, by Fisher's z")
    only_loss: int = Field(description="students who fail this criterion and no other")
    measured: tuple[Measured, ...]
    flags: tuple[Flag, ...]

    @property
    def judged(self) -> int:
        """How many students have a judgement."""
        return self.passed + self.failed + self.blocked


class Reliability(Frozen):
    """Cronbach's alpha of the criteria in points.

    Over criteria that at least half of those graded are judged by, and over students whom all of
    these have judged.
    """

    alpha: float | None
    interval: Interval | None = Field(description="by Feldt's method")
    students: int
    criteria: int


class KnownMistake(Frozen):
    """A wrong solution of `solutions/` that loses the same criteria of the cell."""

    name: str
    title: str


class Example(Frozen):
    """What one student wrote for a cell."""

    student: str
    code: str


class FaultCount(Frozen):
    """A kind of exception that ended criteria."""

    kind: FaultKind
    exception: str


class Group(Frozen):
    """Students of one cell with the same failed criteria and kinds of fault."""

    notebook: str
    cell: str
    number: int = Field(description="within the cell, largest group first")
    failed: tuple[str, ...]
    faults: tuple[FaultCount, ...]
    students: tuple[str, ...]
    points_lost: float = Field(description="mean over the group")
    known: tuple[KnownMistake, ...]
    example: Example | None = Field(None, description="for the larger groups")


class Misconception(Frozen):
    """A hint that was given, and who got it."""

    notebook: str
    cell: str
    hint: str
    criteria: tuple[str, ...]
    students: tuple[str, ...]
    known: tuple[KnownMistake, ...]
    example: Example | None = None


class Lesson(Frozen):
    """A cell to teach again."""

    notebook: str
    cell: str
    lost: float = Field(description="mean points lost by those judged who tried")
    max_score: float
    students: int = Field(description="who lost any")
    hint: str = Field(description="the hint given to most of them; empty where none was")
    hinted: int


class NotebookPoints(Frozen):
    """Points of one notebook, a person's included, late penalty not."""

    notebook: str
    points: float
    max_score: float


class Loss(Frozen):
    """Criteria of one cell that a student lost, blocked ones included."""

    notebook: str
    cell: str
    criteria: tuple[str, ...]
    points: float


class Attempt(Frozen):
    """One version that a student handed in, at its first grading."""

    time: str
    score: float


class Behaviour(Frozen):
    """One kind of behaviour of one student in one notebook."""

    kind: BehaviourKind
    notebook: str
    detail: str = Field("", description="exceptions, or the names that the code holds")
    times: int = 1


class Reason(Frozen):
    """Why to talk to a student, with what it rests on."""

    kind: ReasonKind
    names: tuple[str, ...] = ()
    number: float = 0.0


class Student(Frozen):
    """One student's line; those to talk to first have reasons and stand on top."""

    student: str
    points: float
    max_score: float
    notebooks: tuple[NotebookPoints, ...]
    lost: tuple[Loss, ...]
    attempts: tuple[Attempt, ...]
    gain: float = Field(description="points gained from the first attempt to the last")
    late_penalty: float
    seconds_late: float
    extra_credit: float
    carried_forward: float = Field(description="points earned with earlier functions given")
    waiting: float = Field(description="points that a person has yet to give")
    behaviours: tuple[Behaviour, ...]
    problems: tuple[str, ...] = Field(description="findings of intake and run, in words")
    reasons: tuple[Reason, ...]
    seconds: float


class Machine(Frozen):
    """What the grading took; the kinds of limits that students' code ran into."""

    seconds: float
    median_seconds: float | None
    longest_seconds: float | None
    longest_student: str
    limits: dict[str, int] = Field(description="students by kind of fault: timeout, died, …")


class Unread(Frozen):
    """Someone who handed in and has no record that can be read."""

    student: str
    reason: str


class Similar(Frozen):
    """Two answers to one cell that are alike without names, comments, and what many wrote."""

    notebook: str
    cell: str
    students: tuple[str, str]
    share: float = Field(description="of the longer answer's own text that both have, 0 to 1")
    codes: tuple[str, str]


class ClassReport(Frozen):
    """Everything that the class report shows."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    assignment: str
    graded_until: str = Field(description="time of the last grading, UTC; empty if none is known")
    handed_in: int
    graded: int
    missing: tuple[str, ...] = Field(description="in the gradebook, nothing handed in")
    without_grade: tuple[Unread, ...]
    points: Points
    waiting: tuple[Waiting, ...]
    lessons: tuple[Lesson, ...] = Field(description="what to teach again, most points first")
    criteria: tuple[Criterion, ...]
    reliability: Reliability
    misconceptions: tuple[Misconception, ...]
    groups: tuple[Group, ...]
    gradients: tuple[GradientBand, ...]
    accuracies: tuple[Accuracy, ...]
    students: tuple[Student, ...]
    similar: tuple[Similar, ...] | None = Field(description="null where nobody was compared")
    machine: Machine

    def to_json(self) -> str:
        """Return the report as indented JSON, a final newline included."""
        return self.model_dump_json(indent=1) + "\n"


def schema() -> str:
    """Return the JSON schema of `class.json`, as published beside this file."""
    return json.dumps(ClassReport.model_json_schema(mode="serialization"), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
