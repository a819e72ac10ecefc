"""What is exported: who has which points in the end, and how they came about."""

from dataclasses import dataclass

from autograder.records import CellResult, Verdict


@dataclass(frozen=True)
class Student:
    """A student as the gradebook's table of students has them; what it leaves open is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class CellPoints:
    """A grade cell in the gradebook, and the result of its graders where there is one.

    `score` has extra credit in it. `by_hand`: a person has given it. `waits`: a person has yet to.
    """

    notebook: str
    cell: str
    score: float
    max_score: float
    by_hand: bool = False
    waits: bool = False
    result: CellResult | None = None


@dataclass(frozen=True)
class Final:
    """One student's points: the late penalty is taken off, extra credit is in.

    `score` is None for who has handed in nothing: whether that is a zero, a person says.
    """

    student: Student
    score: float | None = None
    late_penalty: float = 0.0
    extra_credit: float = 0.0
    cells: tuple[CellPoints, ...] = ()
    seconds: float = 0.0

    @property
    def waiting(self) -> float:
        """How many points a person has yet to give."""
        return sum(cell.max_score for cell in self.cells if cell.waits)


@dataclass(frozen=True)
class Finals:
    """The final points of a class; `left_out` says in words who should be in them and is not."""

    assignment: str
    max_score: float
    students: tuple[Final, ...]
    left_out: tuple[str, ...] = ()

    @property
    def graded(self) -> tuple[Final, ...]:
        """Those who have points."""
        return tuple(final for final in self.students if final.score is not None)


@dataclass(frozen=True)
class CriterionPoints:
    """A criterion's share of its cell's points; None where it could not be judged."""

    name: str
    verdict: Verdict
    credit: float
    points: float | None
    max_points: float


def criteria_points(result: CellResult) -> tuple[CriterionPoints, ...]:
    """Return what each criterion of a cell has earned by its grader."""
    return tuple(
        CriterionPoints(
            name=each.name,
            verdict=each.verdict,
            credit=each.credit,
            points=None if each.verdict is Verdict.UNJUDGED else share * each.credit,
            max_points=share,
        )
        for each, share in zip(result.criteria, result.shares, strict=True)
    )


@dataclass(frozen=True)
class Written:
    """The text of files, by their names below the place of the export, and whom they miss.

    The name is empty where the place itself is the file. `unmatched` says what was left undone,
    `notes` what is as it should be and good to know.
    """

    files: dict[str, str]
    unmatched: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
