"""Hold what the class lost against what it should have lost."""

from collections.abc import Mapping, Sequence

from autograder.fleet import Outcome
from autograder.records import GradeRecord, Verdict

Lost = frozenset[tuple[str, str]]


def lost_criteria(record: GradeRecord) -> Lost:
    """Return notebook and `cell.criterion` of everything that did not pass."""
    return frozenset(
        (cell.notebook, f"{cell.cell}.{result.name}")
        for cell in record.cells
        for result in cell.criteria
        if result.verdict is not Verdict.PASSED
    )


def surprises(outcomes: Sequence[Outcome], expected: Mapping[str, Lost]) -> list[str]:
    """Say in words where an outcome is missing or differs from what the solutions announce."""
    found = []
    for outcome in outcomes:
        if outcome.record is None:
            found.append(f"{outcome.student}: no outcome: {outcome.reason}")
        elif outcome.student in expected:
            lost = lost_criteria(outcome.record)
            found += _told(outcome.student, "lost unannounced", lost - expected[outcome.student])
            found += _told(outcome.student, "kept", expected[outcome.student] - lost)
    return found


def _told(student: str, what: str, criteria: Lost) -> list[str]:
    names = ", ".join(f"{notebook}: {name}" for notebook, name in sorted(criteria))
    return [f"{student} {what} {names}"] if names else []
