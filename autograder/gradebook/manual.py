"""What the gradebook holds beside the automatic points: a person's scores, the late penalty."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from autograder.gradebook.gradebook import NbgraderCourse
from autograder.groups import groups_of
from autograder.records import added

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class ByHand:
    """What a person has given for a cell; `settled` until the answer changes after that."""

    points: float
    settled: bool


@dataclass(frozen=True)
class Standing:
    """What the gradebook holds of one submission.

    `score` is the one that is exported: with `extra` credit, without what was lost by being `late`.
    `by_hand` has notebook and grade cell as keys; `pages` are the gradebook's ids of the submitted
    notebooks, by which the formgrader shows them.
    """

    score: float
    late: float
    extra: float
    by_hand: Mapping[tuple[str, str], ByHand]
    seconds_late: float = 0.0
    pages: Mapping[str, str] = field(default_factory=dict)


def standings(
    course: NbgraderCourse, assignment: str, students: Sequence[str]
) -> dict[str, Standing]:
    """Return the standing of each student who is in the gradebook.

    What a person has given to others of a group holds where a student has nothing else.
    """
    if not students:
        return {}
    groups = groups_of(course.root, assignment)
    with course.gradebook() as gradebook:
        found = _found(gradebook, assignment, students)
        for student, own in found.items():
            group = _found(gradebook, assignment, groups.get(student, ()))
            given = dict[tuple[str, str], ByHand]()
            for each in [*reversed(group.values()), own]:
                given.update(each.by_hand)
            found[student] = replace(own, by_hand=given)
    return found


def _found(gradebook: Gradebook, assignment: str, students: Sequence[str]) -> dict[str, Standing]:
    found = {}
    for student in students:
        with contextlib.suppress(MissingEntry):
            found[student] = standing_of(gradebook.find_submission(assignment, student))
    return found


def scored_by_hand(
    course: NbgraderCourse, assignment: str, students: Sequence[str]
) -> frozenset[Cell]:
    """Return student, notebook and grade cell of every score that a person has given."""
    found = standings(course, assignment, students)
    return frozenset((student, *cell) for student in found for cell in found[student].by_hand)


def standing_of(submission: SubmittedAssignment) -> Standing:
    """Return the standing of one submission."""
    notebooks = submission.notebooks
    grades = {(each.name, grade.name): grade for each in notebooks for grade in each.grades}
    late = added(each.late_submission_penalty or 0.0 for each in notebooks)
    # Added up here: what the database makes of the same sum shows that decimals are no exact floats
    score = added([*(grade.score or 0.0 for grade in grades.values()), -late])
    return Standing(
        score=max(0.0, score),
        late=late,
        extra=added(grade.extra_credit or 0.0 for grade in grades.values()),
        by_hand={
            cell: ByHand(grade.manual_score, settled=not grade.needs_manual_grade)
            for cell, grade in grades.items()
            if grade.manual_score is not None
        },
        seconds_late=submission.total_seconds_late,
        pages={each.name: each.id for each in notebooks},
    )
