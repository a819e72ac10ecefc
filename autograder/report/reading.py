"""Read the facts of a class: one student at a time, and nothing kept that is not shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from autograder.errors import RecordCorrupt
from autograder.gradebook.manual import Standing
from autograder.history.entry import Entry
from autograder.history.log import read_history
from autograder.records import CellResult, CriterionResult, GradeRecord, Measurement, NotebookGrade
from autograder.report.answers import answers
from autograder.report.behaviour import behaviours
from autograder.report.facts import Cell, ClassFacts, Judged, Person, Place, Value
from autograder.report.gradients import curves
from autograder.report.schema import Attempt
from autograder.store import RecordStore

NO_RECORD = "not graded yet"


@dataclass(frozen=True)
class Sources:
    """Where the facts of a class lie.

    `roster` is everyone in the gradebook, `given` the sources of the cells that were released;
    `similarity` says that answers are wanted, to be compared.
    """

    assignment: str
    store: RecordStore
    submitters: Sequence[str]
    roster: Sequence[str]
    standings: Mapping[str, Standing]
    given: Collection[str]
    similarity: bool = False


@dataclass
class _Reader:
    """Reads student after student; equal places are kept once."""

    sources: Sources
    places: dict[Place, Place] = field(default_factory=dict)

    def person(self, record: GradeRecord) -> Person:
        """Return what the report needs of one student."""
        store, student = self.sources.store, record.student
        entries = read_history(store.history_path(student)).entries
        grades = store.notebooks(student).values()
        return Person(
            student=student,
            score=record.score,
            max_score=record.max_score,
            cells=tuple(map(self._cell, record.cells)),
            not_graded=record.not_graded,
            problems=record.problems,
            seconds=record.seconds,
            attempts=tuple(_attempts(entries)),
            graded_at=max((entry.time for entry in entries), default=""),
            behaviours=tuple(behaviours(grades, self.sources.given)),
            standing=self.sources.standings.get(student),
            answers=_answers(grades) if self.sources.similarity else {},
        )

    def _cell(self, cell: CellResult) -> Cell:
        return Cell(
            notebook=intern(cell.notebook),
            cell=intern(cell.cell),
            score=cell.score,
            max_score=cell.max_score,
            manual=cell.manual,
            criteria=tuple(
                # Nobody lacks a bonus: its criteria weigh nothing in what a class has lost.
                self._judged(cell, result, 0.0 if cell.bonus else share)
                for result, share in zip(cell.criteria, cell.shares, strict=True)
            ),
        )

    def _judged(self, cell: CellResult, result: CriterionResult, share: float) -> Judged:
        place = Place(intern(cell.notebook), intern(cell.cell), intern(result.name))
        fault = result.fault
        return Judged(
            place=self.places.setdefault(place, place),
            asked=intern(result.asked),
            verdict=result.verdict,
            credit=result.credit,
            share=share,
            hint=intern(result.hint),
            fault=(fault.kind, intern(fault.exception)) if fault else None,
            given=bool(result.given),
            values=tuple(map(_value, result.measurements)),
            curves=tuple(curves(result.series)),
        )


def read_class(sources: Sources) -> ClassFacts:
    """Read everyone who handed in; who cannot be read is named with the reason."""
    reader = _Reader(sources)
    people, without = [], {}
    for student in sorted(sources.submitters):
        try:
            record = sources.store.record(student)
        except RecordCorrupt as error:
            without[student] = str(error)
            continue
        if record is None:
            without[student] = NO_RECORD
        else:
            people.append(reader.person(record))
    missing = tuple(sorted(set(sources.roster) - set(sources.submitters)))
    return ClassFacts(sources.assignment, tuple(people), missing, without, sources.similarity)


def _answers(grades: Iterable[NotebookGrade]) -> dict[tuple[str, str], str]:
    return {
        (intern(grade.notebook), intern(cell)): intern(code)
        for grade in grades
        for cell, code in answers(grade.executed.get("cells", ())).items()
        if code
    }


def _attempts(entries: Sequence[Entry]) -> Iterator[Attempt]:
    """Yield each version handed in, with its first score.

    Grading it again is no attempt, and neither is the grading of one notebook after the other.
    """
    before: Entry | None = None
    for entry in entries:
        if before is None or _handed_in_again(before, entry):
            yield Attempt(time=entry.time, score=entry.score)
        before = entry


def _handed_in_again(before: Entry, after: Entry) -> bool:
    if not (before.notebooks and after.notebooks):
        return before.submission != after.submission
    both = before.notebooks.keys() & after.notebooks.keys()
    return any(
        before.notebooks[name].submission != after.notebooks[name].submission for name in both
    )


def _value(measurement: Measurement) -> Value:
    return Value(
        intern(measurement.name),
        measurement.value,
        intern(measurement.unit),
        intern(measurement.asked),
    )
