"""Final points by criterion: one row a student as CSV, and everything as JSON."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field

from autograder.export.finals import CellPoints, Final, Finals, criteria_points
from autograder.records import Verdict
from autograder.spreadsheet import BYTE_ORDER_MARK, as_cell, in_digits, to_csv

SCHEMA_VERSION = 1
HEADINGS = (
    "student",
    "last_name",
    "first_name",
    "email",
    "score",
    "max_score",
    "late_penalty",
    "extra_credit",
    "waiting",
)


def as_csv(finals: Finals) -> str:
    """Return one row a student: points in the end, of each cell, and of each criterion.

    A cell's points are the gradebook's; those of a criterion are its grader's, empty where it could
    not be judged.
    """
    columns = _columns(finals)
    rows = [
        [*_totals(final, finals.max_score), *_parts(final, columns)] for final in finals.students
    ]
    return BYTE_ORDER_MARK + to_csv([[*HEADINGS, *map(as_cell, columns)], *rows])


def _totals(final: Final, max_score: float) -> list[str]:
    student = final.student
    words = (student.id, student.last_name, student.first_name, student.email)
    numbers = [final.score, max_score, final.late_penalty, final.extra_credit, final.waiting]
    return [*map(as_cell, words), *map(in_digits, numbers)]


def _columns(finals: Finals) -> list[str]:
    """Return the headings of all cells and criteria: records may be of different graders."""
    return list(dict.fromkeys(name for final in finals.students for name in _points(final)))


def _parts(final: Final, columns: list[str]) -> list[str]:
    points = _points(final)
    return [in_digits(points.get(name)) for name in columns]


def _points(final: Final) -> Mapping[str, float | None]:
    return dict(part for cell in final.cells for part in _cell_points(cell))


def _cell_points(cell: CellPoints) -> Iterator[tuple[str, float | None]]:
    name = f"{cell.notebook}/{cell.cell}"
    yield name, cell.score
    for each in criteria_points(cell.result) if cell.result else ():
        yield f"{name}/{each.name}", each.points


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CriterionPart(_Part):
    """One criterion, as its grader judged it."""

    name: str
    verdict: Verdict
    credit: float = Field(ge=0, le=1)
    points: float | None = Field(description="None where it could not be judged")
    max_points: float


class CellPart(_Part):
    """One grade cell."""

    notebook: str
    cell: str
    score: float = Field(description="as in the gradebook, extra credit included")
    max_score: float
    by_hand: bool = Field(description="a person has given the score")
    waits: bool = Field(description="a person has yet to give the score, or to look again")
    criteria: tuple[CriterionPart, ...]


class StudentPart(_Part):
    """One student of the gradebook."""

    student: str
    last_name: str
    first_name: str
    email: str
    lms_user_id: str
    score: float | None = Field(description="points in the end; None where nothing was handed in")
    late_penalty: float = Field(description="already taken off the score")
    extra_credit: float = Field(description="already in the score")
    waiting: float = Field(description="points that a person has yet to give")
    cells: tuple[CellPart, ...]


class ExportDocument(_Part):
    """Final points of an assignment."""

    schema_version: int = SCHEMA_VERSION
    assignment: str
    max_score: float
    students: tuple[StudentPart, ...]


def as_json(finals: Finals) -> str:
    """Return the same as JSON, each criterion with its verdict."""
    students = tuple(map(_student_part, finals.students))
    document = ExportDocument(
        assignment=finals.assignment, max_score=finals.max_score, students=students
    )
    return document.model_dump_json(indent=2) + "\n"


def _student_part(final: Final) -> StudentPart:
    student = final.student
    return StudentPart(
        student=student.id,
        last_name=student.last_name,
        first_name=student.first_name,
        email=student.email,
        lms_user_id=student.lms_user_id,
        score=final.score,
        late_penalty=final.late_penalty,
        extra_credit=final.extra_credit,
        waiting=final.waiting,
        cells=tuple(map(_cell_part, final.cells)),
    )


def _cell_part(cell: CellPoints) -> CellPart:
    found = criteria_points(cell.result) if cell.result else ()
    return CellPart(
        notebook=cell.notebook,
        cell=cell.cell,
        score=cell.score,
        max_score=cell.max_score,
        by_hand=cell.by_hand,
        waits=cell.waits,
        criteria=tuple(CriterionPart.model_validate(vars(each)) for each in found),
    )
