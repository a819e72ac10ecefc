"""A made-up class, written as records, histories and notebooks as a grading leaves them.

Every student has a skill, every criterion a difficulty; who fails one may raise, get a hint, or
block the criterion that needs it. The same size gives the same class.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.gradebook.manual import ByHand, Standing
from autograder.history.log import note_grading
from autograder.records import (
    CellResult,
    CriterionResult,
    Fault,
    FaultKind,
    GradeRecord,
    Measurement,
    NotebookGrade,
    Verdict,
    total,
)
from autograder.report.reading import Sources
from autograder.store import RecordStore

ASSIGNMENT = "gradients"
NOTEBOOKS = ("1_vanishing", "2_clipping", "3_remedies")
CELLS, CRITERIA = 4, 6
UNWRITTEN = "raise NotImplementedError"
STATEMENTS = (
    "scale = {0} * len(str(x)) + abs(hash(x) % {0})",
    "names = [str(each) for each in range({0}) if each % 3 == 1]",
    "total = sum(each ** 2 for each in range({0})) / {0}",
    "bounds = dict(low=-{0}, high=+{0}, middle=0.5 * {0})",
    "assert isinstance(x, (int, float)) and x != {0}",
    "table = {{each: [each, each + {0}] for each in (1, 2, 3)}}",
    "x = max(min(x, {0} ** 6), -1 * {0} ** 6)",
    "logs = list(map(lambda each: each / {0}, (10, 20, 30)))",
)
FAULT = Fault(kind=FaultKind.RAISED, exception="NameError", message="name 'np' is not defined")
NOT_WRITTEN = Fault(kind=FaultKind.RAISED, exception="NotImplementedError")


@dataclass(frozen=True)
class Course:
    """Where the class lies, and how large each notebook is."""

    folder: Path
    notebooks: tuple[str, ...] = NOTEBOOKS
    cells: int = CELLS
    criteria: int = CRITERIA

    @property
    def store(self) -> RecordStore:
        """The records of the class."""
        return RecordStore(self.folder / "records" / ASSIGNMENT)


def make_class(course: Course, size: int) -> Sources:
    """Write the records of a class; return where its facts lie."""
    names = [f"student-{number:04d}" for number in range(size)]
    standings = {name: _write(course, name, _chance(name)) for name in names}
    roster = [*names, "never-seen"]
    return Sources(ASSIGNMENT, course.store, names, roster, standings, {UNWRITTEN})


def _chance(name: str) -> random.Random:
    return random.Random(name)  # noqa: S311 - a class is made up, nothing is kept secret


def _write(course: Course, student: str, chance: random.Random) -> Standing:
    """Hand in once or twice, the second time better."""
    skill = chance.uniform(-1.5, 2)
    for attempt in range(chance.choice((1, 1, 2))):
        cells = [*_cells(course, chance, skill + attempt)]
        record = _record(student, cells, f"{student}-{attempt}", course.notebooks)
        note_grading(course.store.history_path(student), record, "eve", anew=True)
    grades = {
        name: NotebookGrade(
            notebook=name,
            key=student,
            cells=tuple(cell for cell in cells if cell.notebook == name),
            executed=_executed(name, cells, chance),
        )
        for name in course.notebooks
    }
    course.store.save(student, grades, lambda _: record)
    given = ByHand(2.0, settled=chance.random() < 0.9)
    read = {} if chance.random() < 0.3 else {(course.notebooks[0], "written"): given}
    score = record.score + sum(each.points for each in read.values())
    pages = {name: f"{student}-{name}" for name in course.notebooks}
    return Standing(score, 0.0, 0.0, read, pages=pages)


def _cells(course: Course, chance: random.Random, skill: float) -> Iterator[CellResult]:
    for number, notebook in enumerate(course.notebooks):
        if number and chance.random() < 0.05:
            yield from _without_criteria(course, notebook)
            continue
        for index in range(course.cells):
            yield _cell(course, notebook, f"cell_{index}", chance, skill)
    yield CellResult(
        notebook=course.notebooks[0], cell="written", score=None, max_score=3, manual=True
    )


def _without_criteria(course: Course, notebook: str) -> Iterator[CellResult]:
    for index in range(course.cells):
        yield CellResult(notebook=notebook, cell=f"cell_{index}", score=0, max_score=5)


def _cell(
    course: Course, notebook: str, name: str, chance: random.Random, skill: float
) -> CellResult:
    written = chance.random() > 0.06
    criteria = [_criterion(number, chance, skill, written) for number in range(course.criteria)]
    unjudged = any(result.verdict is Verdict.UNJUDGED for result in criteria)
    weights = sum(result.weight for result in criteria)
    earned = sum(result.weight * result.credit for result in criteria)
    return CellResult(
        notebook=notebook,
        cell=name,
        score=None if unjudged else round(5 * earned / weights, 2),
        max_score=5,
        criteria=tuple(criteria),
    )


def _criterion(number: int, chance: random.Random, skill: float, written: bool) -> CriterionResult:
    told: dict[str, Any] = {"name": f"criterion_{number}", "weight": 1 + number % 3}
    value = Measurement(name="accuracy", value=chance.uniform(0.5, 1), asked="at least 0.8")
    told |= {"asked": f"Do what criterion {number} asks.", "measurements": (value,)}
    if chance.random() < 0.01:
        return CriterionResult(verdict=Verdict.UNJUDGED, credit=0, **told)
    if not written:
        return CriterionResult(verdict=Verdict.FAILED, credit=0, fault=NOT_WRITTEN, **told)
    if skill + chance.gauss(0, 1) > number / 3 - 1:
        return CriterionResult(verdict=Verdict.PASSED, credit=1, **told)
    if number == 2 and chance.random() < 0.3:
        return CriterionResult(verdict=Verdict.BLOCKED, credit=0, **told)
    if chance.random() < 0.15:
        return CriterionResult(verdict=Verdict.FAILED, credit=0, fault=FAULT, **told)
    hint = f"The sign of term {number} is wrong." if chance.random() < 0.6 else ""
    credit = chance.choice((0.0, 0.0, 0.25, 0.5))
    return CriterionResult(verdict=Verdict.FAILED, credit=credit, hint=hint, **told)


def _record(
    student: str, cells: list[CellResult], submission: str, notebooks: tuple[str, ...]
) -> GradeRecord:
    score, max_score = total(cells)
    made = {"key": submission, "submission": submission, "graders": "g"}
    return GradeRecord(
        student=student,
        assignment=ASSIGNMENT,
        score=score,
        max_score=max_score,
        needs_manual=True,
        cells=tuple(cells),
        environment={
            "key": submission,
            "submission": submission,
            "notebooks": dict.fromkeys(notebooks, made),
        },
        seconds=10 + len(student),
    )


def _executed(name: str, cells: list[CellResult], chance: random.Random) -> dict[str, Any]:
    """Return the notebook: a solution for each check, here and there a cell that raises."""
    notebook = nbformat.v4.new_notebook()
    for result in cells:
        if result.notebook == name and not result.manual:
            source = _source(result.cell, chance)
            notebook.cells.append(_code(f"todo_{result.cell}", source, solution=True))
            notebook.cells.append(_code(result.cell, "check()", grade=True))
    if chance.random() < 0.05:
        source, error = "open('../../gradebook.db')", "FileNotFoundError"
        own = nbformat.v4.new_code_cell(source)
        own.outputs = [nbformat.v4.new_output("error", ename=error, evalue="", traceback=[])]
        notebook.cells.append(own)
    return dict(nbformat.from_dict(notebook))


def _source(name: str, chance: random.Random) -> str:
    """Return a function of some statements in an order of the student's own."""
    statements = chance.sample(STATEMENTS, chance.randint(2, len(STATEMENTS)))
    body = "".join(f"    {each.format(chance.randint(2, 99))}\n" for each in statements)
    return f"def {name}(x):\n{body}    return x * {chance.randint(2, 9)}\n"


def _code(name: str, source: str, **data: bool) -> Any:
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": name, "grade": False, "solution": False, **data}
    return cell
