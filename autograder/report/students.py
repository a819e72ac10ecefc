"""One line for each student; those to talk to first on top, with the reason."""

from collections.abc import Iterable, Iterator
from math import fsum

from autograder.feedback.criteria import readable
from autograder.records import added
from autograder.report.facts import Cell, Person
from autograder.report.kinds import BehaviourKind, ReasonKind
from autograder.report.points import by_notebook, final_points, waiting
from autograder.report.schema import Loss, Reason, Student

# So many attempts without a gain, or a last one that loses this part of all points.
ATTEMPTS_WITHOUT_GAIN = 3
FELL_BACK = 0.1
# Cells left as released: at least so many, and this part of all that graders judge.
FEWEST_LEFT, PART_LEFT = 2, 0.25
FAR_BELOW = 0.5  # of the median
ASKED = {BehaviourKind.REFUSED, BehaviourKind.NAMES}


def students(people: Iterable[Person], median: float | None) -> tuple[Student, ...]:
    """Return everyone's line: most reasons first, then fewest points."""
    lines = [_student(person, median or 0.0) for person in people]
    return tuple(sorted(lines, key=lambda line: (-len(line.reasons), line.points, line.student)))


def _student(person: Person, median: float) -> Student:
    standing = person.standing
    return Student(
        student=person.student,
        points=final_points(person),
        max_score=person.max_score,
        notebooks=by_notebook(person),
        lost=tuple(_losses(person)),
        attempts=person.attempts,
        gain=_gain(person),
        late_penalty=standing.late if standing else 0.0,
        seconds_late=standing.seconds_late if standing else 0.0,
        extra_credit=standing.extra if standing else 0.0,
        carried_forward=fsum(r.share * r.credit for r in person.judged if r.given),
        waiting=added(each.points for each in waiting(person)),
        behaviours=person.behaviours,
        problems=tuple(readable(str(problem)) for problem in person.problems),
        reasons=tuple(_reasons(person, median)),
        seconds=person.seconds,
    )


def _losses(person: Person) -> Iterator[Loss]:
    for cell in person.cells:
        lost = [r for r in cell.criteria if r.lost or (r.judged and r.credit < 1)]
        if lost:
            yield Loss(
                notebook=cell.notebook,
                cell=cell.cell,
                criteria=tuple(result.place.criterion for result in lost),
                points=fsum(result.points_lost for result in lost),
            )


def _gain(person: Person) -> float:
    """Return what the attempts gained; an old score stands for the points of its time."""
    if len(person.attempts) < 2:
        return 0.0
    return added((person.attempts[-1].score, -person.attempts[0].score))


def _reasons(person: Person, median: float) -> Iterator[Reason]:
    """Yield why to talk to a student."""
    if names := _nothing_graded(person):
        yield Reason(kind=ReasonKind.NOTHING_GRADED, names=names)
    left = tuple(cell.cell for cell in person.cells if cell.as_released)
    judged = sum(bool(cell.criteria) for cell in person.cells)
    if len(left) >= max(FEWEST_LEFT, PART_LEFT * judged):
        yield Reason(kind=ReasonKind.LEFT_AS_RELEASED, names=left, number=judged)
    if final_points(person) < FAR_BELOW * median:
        yield Reason(kind=ReasonKind.FAR_BELOW, number=final_points(person))
    yield from _over_time(person)
    asked = {each.notebook: each for each in person.behaviours if each.kind in ASKED}
    if asked:
        yield Reason(kind=ReasonKind.ASK, names=tuple(asked))


def _over_time(person: Person) -> Iterator[Reason]:
    """Yield what the attempts tell, where points are still to be gained."""
    scores = [attempt.score for attempt in person.attempts]
    if len(scores) >= ATTEMPTS_WITHOUT_GAIN and _gain(person) <= 0 and any(_losses(person)):
        yield Reason(kind=ReasonKind.NO_GAIN, number=len(scores))
    fell = max(scores) - scores[-1] if scores else 0.0
    if person.max_score and fell >= FELL_BACK * person.max_score:
        yield Reason(kind=ReasonKind.FELL_BACK, number=added((fell,)))


def _nothing_graded(person: Person) -> tuple[str, ...]:
    """Return the notebooks that are a zero without a single criterion: missing or unreadable."""
    automatic: dict[str, list[Cell]] = {}
    for cell in person.cells:
        if not cell.manual:
            automatic.setdefault(cell.notebook, []).append(cell)
    return tuple(
        name
        for name, cells in automatic.items()
        if all(cell.score == 0 and cell.max_score and not cell.criteria for cell in cells)
    )
