"""The grade record: what one grading of one submission found, as one JSON file.

The record is the interface between grading and everything after it (gradebook, feedback,
reports). `record.schema.json` beside this file is made from these classes; a change of shape
raises `SCHEMA_VERSION`.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from autograder.errors import RecordCorrupt

SCHEMA_VERSION = 4
SUM_DIGITS = 9
# Why there are no outputs where nobody has asked for them yet.
PUT_OFF = "put off"

# JSON has no word for infinity; pydantic writes and reads these.
NON_FINITE = {"enum": ["Infinity", "-Infinity", "NaN"]}
Number = Annotated[float, WithJsonSchema({"anyOf": [{"type": "number"}, NON_FINITE]})]


class Verdict(StrEnum):
    """Outcome of one criterion."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    UNJUDGED = "unjudged"


class _Frozen(BaseModel):
    """Values that are made once and handed on; inf and NaN are written as strings."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Measurement(_Frozen):
    """One number that a grader measured, beside what was asked."""

    name: str
    value: Number
    unit: str = ""
    asked: str = ""


class GradientSeries(_Frozen):
    """Gradient norms by training step (rows) and layer (columns), for a figure."""

    title: str
    layers: tuple[str, ...]
    steps: tuple[int, ...]
    norms: tuple[tuple[Number, ...], ...]


class FaultKind(StrEnum):
    """What kept a criterion from being judged by what the student's code gives."""

    RAISED = "raised"
    TIMEOUT = "timeout"
    DIED = "died"
    PROTOCOL = "protocol"
    TOO_LARGE = "too large"
    REFUSED = "refused"
    OBJECT = "object"
    SOURCE = "source"
    NEED = "need"
    GRADER = "grader"
    COURSE = "course"
    OPERATOR = "operator"


class Fault(_Frozen):
    """An exception that ended a criterion; a plain failed assertion is none.

    The first six kinds are the student's. `object`: the grader compared what had stayed in the
    student's process. `source`: what the grader sent there raised. `need`: it needs a criterion
    that could not be judged. `grader`: the grader itself raised. `course`: the reference solution
    loses the criterion as well. `operator`: ours or the machine's.
    """

    kind: FaultKind
    exception: str = Field(description="name of the exception's type")
    message: str = Field("", description="the exception's text")
    place: str = Field("", description="where it was raised, in words")


class ProblemKind(StrEnum):
    """What a problem concerns, and whose decision it leads to."""

    REJECTED = "rejected"
    UNDECIDED = "undecided"
    OPERATOR = "operator"
    FILE = "file"
    CELL = "cell"
    RUN = "run"
    GRADER = "grader"


# A notebook of which one of these is told was not graded for what its file is.
NOT_GRADED_KINDS = frozenset((ProblemKind.REJECTED, ProblemKind.UNDECIDED))


class Problem(_Frozen):
    """A finding of intake or run.

    `rejected`: the file is no notebook that can be graded. `undecided`: a person says what
    counts. `operator`: ours or the machine's. `file`: how a file was found, read or left out.
    `cell`: what was changed on the student's behalf. `run`: what ended or cut off the run.
    `grader`: no hidden grader looks at a cell.
    """

    kind: ProblemKind
    notebook: str = Field("", description="the notebook that it concerns; empty for all of them")
    cell: str = Field("", description="grade id of the cell, or its first line")
    message: str = Field(description="what was found, without its place")

    @model_validator(mode="before")
    @classmethod
    def _of_earlier_versions(cls, value: Any) -> Any:
        """Read what was one text before version 3, the notebook's name at its head."""
        if not isinstance(value, str):
            return value
        head, _, tail = value.partition(": ")
        place, message = (head, tail) if tail else ("", head)
        kind = ProblemKind.REJECTED if place.endswith(".ipynb") else ProblemKind.FILE
        return {"kind": kind, "notebook": place.removesuffix(".ipynb"), "message": message}

    def __str__(self) -> str:
        ending = ".ipynb" if self.kind in NOT_GRADED_KINDS else ""
        return f"{self.notebook}{ending}: {self.told}" if self.notebook else self.told

    @property
    def told(self) -> str:
        """The problem in words, on a page that names the notebook."""
        return f"cell {self.cell!r} {self.message}" if self.cell else self.message


class CriterionResult(_Frozen):
    """One hidden grader's outcome on one submission."""

    name: str
    verdict: Verdict
    weight: float = Field(gt=0, description="share of the cell's points, relative to its siblings")
    credit: float = Field(ge=0, le=1, description="part of the weight that was earned")
    asked: str = Field(description="what the student was asked, one sentence")
    message: str = Field("", description="what was measured against what was asked")
    hint: str = Field("", description="the misconception that a failure looks like")
    fault: Fault | None = Field(None, description="what ended it; None where an assertion did")
    given: tuple[str, ...] = Field(
        (), description="earlier functions that were taken from the reference for it"
    )
    inside: bool = Field(
        False, description="judged inside the student's process, by the cell's own tests"
    )
    measurements: tuple[Measurement, ...] = ()
    series: tuple[GradientSeries, ...] = ()


class CellResult(_Frozen):
    """One grade cell; `score` is None while it waits for a person."""

    notebook: str
    cell: str
    score: float | None = Field(ge=0)
    max_score: float = Field(ge=0)
    manual: bool = Field(False, description="a written answer, which a person scores")
    bonus: float = Field(0.0, ge=0, description="points that it can earn beyond the maximum")
    criteria: tuple[CriterionResult, ...] = ()

    @property
    def worth(self) -> float:
        """All points that it can earn."""
        return self.max_score + self.bonus

    @property
    def needs_manual(self) -> bool:
        """Whether a person has to give this cell its score."""
        return self.score is None

    @property
    def shares(self) -> tuple[float, ...]:
        """The points that each criterion is worth, in their order."""
        weights = sum(result.weight for result in self.criteria)
        return tuple(self.worth * result.weight / weights for result in self.criteria)


class GradeRecord(_Frozen):
    """Everything that one grading of one submission found."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    student: str
    assignment: str
    score: float = Field(ge=0, description="points given so far, as the gradebook adds them up")
    max_score: float = Field(ge=0, description="all points, those that a person gives included")
    needs_manual: bool
    cells: tuple[CellResult, ...]
    not_graded: tuple[str, ...] = Field((), description="notebooks that wait for their grading")
    without_outputs: dict[str, str] = Field(
        {}, description="notebooks that have no outputs yet, with the reason"
    )
    problems: tuple[Problem, ...] = Field((), description="findings of intake and run")
    environment: dict[str, Any] = Field(
        description="versions, sandbox level, hashes of submission and graders, seeds"
    )
    seconds: float = Field(0.0, ge=0, description="wall time of the grading")

    @property
    def key(self) -> str:
        """Hash of submission, graders, environment and seeds: equal keys, equal grades."""
        return str(self.environment.get("key", ""))

    @property
    def keys(self) -> dict[str, str]:
        """The key of each notebook's grade."""
        return {name: made["key"] for name, made in self.environment["notebooks"].items()}

    @property
    def outputs_failed(self) -> bool:
        """Whether outputs were to be made, and could not be."""
        return any(reason != PUT_OFF for reason in self.without_outputs.values())

    def cell(self, notebook: str, cell: str) -> CellResult | None:
        """Return the result of one grade cell, if the record holds it."""
        return next((c for c in self.cells if (c.notebook, c.cell) == (notebook, cell)), None)

    def to_json(self) -> str:
        """Return the record as indented JSON, a final newline included."""
        return self.model_dump_json(indent=2) + "\n"


class Pace(_Frozen):
    """How long a notebook's code took, in seconds: what the reference took is others' measure."""

    cells: dict[str, float] = Field({}, description="each cell in the run for outputs, by its id")
    calls: dict[str, float] = Field({}, description="longest call of each criterion, by full name")


class NotebookGrade(_Frozen):
    """One notebook of a submission: its results and the notebook with fresh outputs.

    Kept beside the record, so that only what a change touches is graded again. The outputs may
    come after the results; `faults` are then what is known of its cells.
    """

    notebook: str
    key: str = Field(description="hash of submission, graders, environment and seeds")
    run_key: str = Field("", description="hash of all that its outputs depend on")
    submission: str = Field("", description="hash of what the student handed in for it")
    graders: str = Field("", description="hash of what judged it, released files included")
    sandbox: str = Field("", description="level at which its code ran")
    preflight: str = Field("", description="what the reference got here before: passed, or not run")
    handed_in: bool = Field(True, description="whether there was a file that may be it")
    cells: tuple[CellResult, ...]
    problems: tuple[Problem, ...] = ()
    executed: dict[str, Any] = Field(description="the notebook in nbformat 4, outputs included")
    without_outputs: str = Field("", description="why it has no outputs yet; empty where it has")
    faults: dict[str, Fault] = Field({}, description="what went wrong in cells, by their ids")
    pace: Pace = Pace()
    seconds: float = Field(0.0, ge=0)


def read_record(path: Path) -> GradeRecord:
    """Read one record; raise RecordCorrupt with the file's name where it cannot be used."""
    try:
        return GradeRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise RecordCorrupt(f"{path}: cannot be read as a grade record: {error}") from error


def total(cells: Sequence[CellResult]) -> tuple[float, float]:
    """Return the points given and the points possible over all cells."""
    return added(c.score or 0.0 for c in cells), added(c.max_score for c in cells)


def added(points: Iterable[float]) -> float:
    """Add points up. Decimals are no exact floats; what that leaves in the sum is rounded off."""
    return round(math.fsum(points), SUM_DIGITS)


def schema() -> str:
    """Return the JSON schema of a grade record, as published beside this file."""
    document = GradeRecord.model_json_schema(mode="serialization")
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
