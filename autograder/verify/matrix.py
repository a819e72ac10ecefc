"""The matrix of solutions and criteria of one notebook, ready to be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from autograder.feedback.criteria import VERDICT_STYLES, VerdictStyle
from autograder.records import CriterionResult, Verdict
from autograder.testing.criterion import Criterion
from autograder.verify.survey import Survey
from autograder.verify.trials import Judged

NOT_JUDGED = VerdictStyle("-", "not judged", "#4b2e7f", "#efe9f8")


@dataclass(frozen=True)
class Mark:
    """What one criterion said of one solution; `surprising` where its head says otherwise."""

    style: VerdictStyle
    told: str
    surprising: bool


@dataclass(frozen=True)
class Row:
    """One solution with a mark for each criterion; `title` is a sentence.

    `group` is the cell that it replaces, empty for the reference.
    """

    group: str
    name: str
    title: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Matrix:
    """One notebook: the reference and, cell by cell, wheats and chaffs against its criteria."""

    notebook: str
    criteria: tuple[Criterion, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> Iterator[tuple[str, list[Criterion]]]:
        """Grade cells in order, each with its criteria."""
        for name, criteria in groupby(self.criteria, lambda criterion: criterion.cell):
            yield name, list(criteria)

    @property
    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Rows of one cell's solutions together."""
        for name, rows in groupby(self.rows, lambda row: row.group):
            yield name, list(rows)


def matrices(survey: Survey) -> list[Matrix]:
    """Return one matrix a notebook."""
    return [_matrix(survey, judged.solution.notebook) for judged in _first_of_each(survey)]


def _first_of_each(survey: Survey) -> list[Judged]:
    first = min(judged.trial.secret for judged in survey.references)
    return [judged for judged in survey.references if judged.trial.secret == first]


def _matrix(survey: Survey, notebook: str) -> Matrix:
    criteria = tuple(each for each in survey.criteria if each.notebook == notebook)
    mine = [each for each in survey.solutions if each.solution.notebook == notebook]
    rows = [_reference_row(survey, notebook, criteria)]
    rows += [
        Row(
            judged.solution.path.parent.name,
            judged.solution.path.stem,
            judged.solution.title,
            tuple(mark(criterion, [judged]) for criterion in criteria),
        )
        for judged in mine
    ]
    return Matrix(notebook, criteria, tuple(rows))


def _reference_row(survey: Survey, notebook: str, criteria: Sequence[Criterion]) -> Row:
    """Show of each criterion the worst that it said under any course secret."""
    mine = [judged for judged in survey.references if judged.solution.notebook == notebook]
    title = f"graded under {len(mine)} course secrets" if len(mine) > 1 else ""
    return Row("", "reference", title, tuple(mark(criterion, mine) for criterion in criteria))


def mark(criterion: Criterion, judged: Sequence[Judged]) -> Mark:
    """Return the first result that is not as announced, else the first there is."""
    marks = [_mark(criterion, each) for each in judged]
    return next((each for each in marks if each.surprising), marks[0])


def _mark(criterion: Criterion, judged: Judged) -> Mark:
    result: CriterionResult | None = judged.results.get(criterion)
    if result is None:
        return Mark(NOT_JUDGED, judged.reason, surprising=True)
    announced = criterion.full_name in judged.solution.loses
    passed = result.verdict is Verdict.PASSED
    unjudged = result.verdict is Verdict.UNJUDGED
    return Mark(VERDICT_STYLES[result.verdict], result.message, unjudged or passed == announced)
