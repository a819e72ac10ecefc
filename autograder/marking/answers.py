"""The answers of a class to one question, with what a person has given for them."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.intake.code import tidy
from autograder.intake.versions import unchanged
from autograder.marking.question import Question
from autograder.records import NotebookGrade
from autograder.released import grade_id
from autograder.store import RecordStore

# So much of a hash tells two apart.
HASH_LENGTH = 10


@dataclass(frozen=True)
class Mark:
    """What a person has given; `points` is None where nobody has, `waits` until somebody does.

    Points that wait are those of an answer that has changed since.
    """

    points: float | None = None
    comment: str = ""
    waits: bool = True

    @property
    def shown(self) -> tuple[float | None, str]:
        """The points that hold, and the comment."""
        return None if self.waits else self.points, self.comment


@dataclass(frozen=True)
class Answer:
    """One student's answer; `cell` is None where the notebook was not handed in."""

    student: str
    cell: NotebookNode | None
    empty: bool
    mark: Mark

    @property
    def text(self) -> str:
        """What the student wrote."""
        return str(self.cell.source) if self.cell else ""

    @property
    def content(self) -> str:
        """What makes two answers the same: text, but for spaces at ends of lines, and pictures."""
        attached = self.cell.get("attachments", {}) if self.cell else {}
        return json.dumps([tidy(self.text), attached], sort_keys=True)


@dataclass(frozen=True)
class Group:
    """Students of the same answer; the number stands on the page and in the table."""

    number: int
    answers: tuple[Answer, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return self.answers[0].empty


@dataclass(frozen=True)
class Counts:
    """How many answers there are, different ones, and those that a person has not read yet.

    `nothing` counts the students who wrote none.
    """

    answers: int
    different: int
    waiting: int
    nothing: int


def read_answers(
    question: Question, store: RecordStore, marks: Mapping[str, Mark]
) -> tuple[Answer, ...]:
    """Return the answers of those who have a mark, be it one that waits, in order of name."""
    return tuple(
        _answer(question, name, store.notebook(name, question.notebook), marks[name])
        for name in sorted(marks)
    )


def grouped(answers: Iterable[Answer]) -> tuple[Group, ...]:
    """Put identical answers together, those of most students first, and the empty ones last."""
    found: dict[tuple[bool, str], list[Answer]] = {}
    for answer in answers:
        content = "" if answer.empty else answer.content
        found.setdefault((answer.empty, content), []).append(answer)
    ordered = sorted(found, key=lambda key: (key[0], -len(found[key]), key[1]))
    return tuple(Group(number, tuple(found[key])) for number, key in enumerate(ordered, 1))


def counted(groups: Sequence[Group]) -> Counts:
    """Count what stands in all groups."""
    written = [group for group in groups if not group.empty]
    answers = [answer for group in written for answer in group.answers]
    return Counts(
        answers=len(answers),
        different=len(written),
        waiting=sum(answer.mark.waits for answer in answers),
        nothing=sum(len(group.answers) for group in groups if group.empty),
    )


def code_names(secret: str, question: Question, students: Iterable[str]) -> dict[str, str]:
    """Return a name for each student that tells nobody without the course's secret who it is."""
    place = (question.assignment, question.notebook, question.cell)
    return {name: f"A-{_keyed(secret, json.dumps([*place, name]))}" for name in students}


def fingerprint(*parts: object) -> str:
    """Return a short text that changes with any part."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:HASH_LENGTH]


def _keyed(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()[:HASH_LENGTH]


def _answer(question: Question, name: str, grade: NotebookGrade | None, mark: Mark) -> Answer:
    cell = _cell(grade, question.cell) if grade else None
    empty = cell is None or not cell.source.strip() or unchanged(cell, question.original)
    return Answer(name, cell, empty, mark)


def _cell(grade: NotebookGrade, name: str) -> NotebookNode | None:
    cells = nbformat.from_dict(grade.executed).cells
    return next((cell for cell in cells if grade_id(cell) == name), None)
