"""Marks in a table: written for a person to fill in, read back, and held against the gradebook.

Each row carries a fingerprint of what it was made from: of the answer, and of the mark that held.
So a mark is entered only where nobody has changed either in between.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import TableError
from autograder.marking.answers import Answer, Group, Mark, fingerprint
from autograder.marking.question import Question
from autograder.spreadsheet import (
    BYTE_ORDER_MARK,
    Table,
    as_cell,
    as_text,
    in_digits,
    to_csv,
)

HEADINGS = ("student", "group", "answer", "points", "comment", "max_points", "made_from")
NEEDED = ("student", "points", "comment", "made_from")
# Spreadsheets take no longer text into a cell.
LONGEST = 30_000


@dataclass(frozen=True)
class Change:
    """What a row changes; `name` is what the table calls the student, maybe a code."""

    name: str
    student: str
    before: Mark
    after: Mark

    def __str__(self) -> str:
        told = [f"{_points(self.before)} -> {_points(self.after)}"]
        if self.before.comment != self.after.comment:
            told.append(f"comment: {self.after.comment!r}")
        return f"{self.name}: {'; '.join(told)}"


@dataclass(frozen=True)
class Plan:
    """What a table changes, and which of its marks collide with others made in between."""

    changes: tuple[Change, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """One row as it was read; `points` is None and `comment` empty where nothing stands there."""

    number: int
    name: str
    answer: Answer
    points: float | None
    comment: str
    made_from: str

    @property
    def mark(self) -> Mark:
        """What the gradebook is to hold; a blank cell leaves what it holds."""
        held = self.answer.mark
        points = held.points if self.points is None else self.points
        waits = held.waits and self.points is None
        return Mark(points, self.comment or held.comment, waits)


def marks_table(question: Question, groups: Iterable[Group], names: Mapping[str, str]) -> str:
    """Return the table to fill in, identical answers in a row."""
    rows = [
        _cells(question, group, answer, names[answer.student])
        for group in groups
        for answer in sorted(group.answers, key=lambda answer: names[answer.student])
    ]
    return BYTE_ORDER_MARK + to_csv([HEADINGS, *rows])


def plan(question: Question, table: Table, answers: Mapping[str, Answer]) -> Plan:
    """Compare a table with the gradebook; `answers` are by the names that stand in the table.

    TableError with every row that cannot be meant: unknown or doubled names, points out of range.
    """
    _require_headings(table)
    faults: list[str] = []
    rows = list(_rows(question, table, answers, faults))
    if faults:
        raise TableError(f"{table.path}: nothing was entered:\n" + "\n".join(faults))
    touched = [row for row in rows if row.mark != row.answer.mark and _is_touched(row)]
    colliding = {row.number: reason for row in touched if (reason := _collision(question, row))}
    changes = tuple(
        Change(row.name, row.answer.student, row.answer.mark, row.mark)
        for row in touched
        if row.number not in colliding
    )
    return Plan(changes, tuple(colliding.values()))


def _cells(question: Question, group: Group, answer: Answer, name: str) -> Sequence[str]:
    points, comment = answer.mark.shown
    text = answer.text
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} … (the rest is on the page)"
    return (
        as_cell(name),
        str(group.number),
        "" if answer.empty else as_cell(text),
        in_digits(points),
        as_cell(comment),
        in_digits(question.max_score),
        _made_from(question, answer),
    )


def _made_from(question: Question, answer: Answer) -> str:
    return f"v1-{_of_answer(question, answer)}-{_of_mark(*answer.mark.shown)}"


def _of_answer(question: Question, answer: Answer) -> str:
    place = (question.assignment, question.notebook, question.cell)
    return fingerprint(*place, answer.student, answer.content)


def _of_mark(points: float | None, comment: str) -> str:
    return fingerprint(in_digits(points), _lines(comment))


def _require_headings(table: Table) -> None:
    missing = [name for name in NEEDED if table.column(name) is None]
    if missing:
        raise TableError(
            f"{table.path}: expected the table that `autograder answers` writes, "
            f"got no column {', '.join(missing)}"
        )


def _rows(
    question: Question, table: Table, answers: Mapping[str, Answer], faults: list[str]
) -> Iterator[_Row]:
    """Yield the rows; what is wrong with one is added to `faults`."""
    seen: dict[str, int] = {}
    places = [table.column(name) or 0 for name in NEEDED]
    for number, cells in enumerate(table.rows, 2):
        name, points, comment, made_from = (as_text(cells[place]).strip() for place in places)
        if not any(cells):
            continue
        try:
            yield _Row(
                number=number,
                name=name,
                answer=_known(name, answers, seen, number),
                points=_in_range(points, question.max_score),
                comment=_lines(comment),
                made_from=_whole(made_from),
            )
        except ValueError as error:
            faults.append(f"row {number}: {error}")


def _known(name: str, answers: Mapping[str, Answer], seen: dict[str, int], number: int) -> Answer:
    if name not in answers:
        raise ValueError(
            f"nobody called {name!r} has handed in; "
            "spreadsheets take zeros off the front of a number"
        )
    first = seen.setdefault(answers[name].student, number)
    if first != number:
        raise ValueError(f"{name!r} stands in row {first} as well")
    return answers[name]


def _in_range(text: str, most: float) -> float | None:
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= most:
        raise ValueError(f"points are {text!r}; expected a number from 0 to {in_digits(most)}")
    return points


def _whole(made_from: str) -> str:
    if not made_from.startswith("v1-") or made_from.count("-") != 2:
        raise ValueError(f"made_from is {made_from!r}; leave this column as it was written")
    return made_from


def _is_touched(row: _Row) -> bool:
    """Whether a person has changed the row since it was written."""
    return not row.made_from.endswith(_of_mark(row.points, row.comment))


def _collision(question: Question, row: _Row) -> str:
    """Say what has come in between; nothing where nothing has."""
    name, (_, answered, marked) = row.name, row.made_from.split("-")
    if answered != _of_answer(question, row.answer):
        return f"row {row.number}: {name}: the table was made from another answer or question"
    if marked != _of_mark(*row.answer.mark.shown):
        return (
            f"row {row.number}: {name}: has {_points(row.answer.mark)} since the table was made, "
            f"the table says {_points(row.mark)}"
        )
    return ""


def _points(mark: Mark) -> str:
    points = mark.shown[0]
    return "no points yet" if points is None else f"{in_digits(points)} points"


def _lines(text: str) -> str:
    """Return a comment without what spreadsheets do to the ends of its lines."""
    return text.replace("\r\n", "\n").strip()
