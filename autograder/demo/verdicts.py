"""Hold what the class lost against what it should have lost."""

import math
from collections.abc import Mapping, Sequence

from autograder.records import GradeRecord, Verdict
from autograder.schedule import Outcome

Lost = frozenset[tuple[str, str]]


def lost_criteria(record: GradeRecord) -> Lost:
    """Return notebook and `cell.criterion` of everything that did not pass."""
    return frozenset(
        (cell.notebook, f"{cell.cell}.{result.name}")
        for cell in record.cells
        for result in cell.criteria
        if result.verdict in {Verdict.FAILED, Verdict.BLOCKED}
    )


def surprises(
    outcomes: Sequence[Outcome], losses: Mapping[str, Lost], scores: Mapping[str, float]
) -> list[str]:
    """Say in words where an outcome is missing or differs from what was announced.

    `losses` are the criteria that a student must lose, `scores` the points that one must get.
    """
    found = []
    for outcome in outcomes:
        record, student = outcome.record, outcome.student
        if record is None or not outcome.complete:
            found.append(f"{student}: no outcome: {outcome.reason or outcome.not_entered}")
            continue
        if student in losses:
            lost = lost_criteria(record)
            found += _told(student, "lost unannounced", lost - losses[student])
            found += _told(student, "kept", losses[student] - lost)
        if not math.isclose(scores.get(student, record.score), record.score):
            found.append(f"{student} got {record.score:g} points instead of {scores[student]:g}")
    return found


def _told(student: str, what: str, criteria: Lost) -> list[str]:
    names = ", ".join(f"{notebook}: {name}" for notebook, name in sorted(criteria))
    return [f"{student} {what} {names}"] if names else []
