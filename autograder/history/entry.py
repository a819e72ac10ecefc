"""One grading in brief: enough to say later what every cell and criterion had earned."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from autograder.records import CellResult, CriterionResult, GradeRecord, Verdict


class _Line(BaseModel):
    """Values that are made once; a field of a later version does not make a line unreadable."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class CriterionLine(_Line):
    """What one criterion earned."""

    name: str
    verdict: Verdict
    credit: float
    weight: float

    @classmethod
    def of(cls, result: CriterionResult) -> "CriterionLine":
        """Leave out the words and the measurements, which the record holds."""
        return cls(
            name=result.name, verdict=result.verdict, credit=result.credit, weight=result.weight
        )


class CellLine(_Line):
    """What one grade cell earned; `score` is None while it waits for a person."""

    notebook: str
    cell: str
    score: float | None
    max_score: float
    criteria: tuple[CriterionLine, ...] = ()

    @classmethod
    def of(cls, result: CellResult) -> "CellLine":
        """Take over what counts of one cell."""
        return cls(
            notebook=result.notebook,
            cell=result.cell,
            score=result.score,
            max_score=result.max_score,
            criteria=tuple(CriterionLine.of(each) for each in result.criteria),
        )


class NotebookLine(_Line):
    """What the grade of one notebook was made from."""

    key: str
    submission: str
    graders: str


class Entry(_Line):
    """One line of a history: one grading of one submission."""

    time: str = Field(description="UTC, ISO 8601")
    assignment: str
    student: str
    by: str = Field(description="user who started the grading")
    submission: str = Field(description="hash of what was handed in")
    graders: str = Field(description="hash of the hidden graders and of the released files")
    key: str = Field(description="hash of all that the grade depends on")
    notebooks: Mapping[str, NotebookLine] = Field({}, description="those graded so far")
    score: float
    max_score: float
    cells: tuple[CellLine, ...]
    changed: tuple[str, ...] = Field((), description="against the line before, in words")

    @classmethod
    def of(cls, record: GradeRecord, by: str) -> "Entry":
        """Put a record of this moment in brief."""
        return cls(
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            assignment=record.assignment,
            student=record.student,
            by=by,
            submission=str(record.environment.get("submission", "")),
            graders=str(record.environment.get("graders", "")),
            key=record.key,
            notebooks=record.environment.get("notebooks", {}),
            score=record.score,
            max_score=record.max_score,
            cells=tuple(CellLine.of(cell) for cell in record.cells),
        )

    @property
    def outcome(self) -> tuple[Any, ...]:
        """What a grading found, without when and by whom."""
        return self.key, self.score, self.max_score, self.cells
