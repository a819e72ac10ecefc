"""Make the class report of the facts: every number that is shown is computed here or below."""

from collections import Counter
from collections.abc import Collection, Sequence
from statistics import median

from autograder.records import CellResult, FaultKind, added
from autograder.report.accuracies import accuracies
from autograder.report.criteria import criteria, items, reliability
from autograder.report.examples import Examples
from autograder.report.facts import ClassFacts, Person
from autograder.report.gradients import bands
from autograder.report.groups import groups, lessons, misconceptions
from autograder.report.kinds import BehaviourKind
from autograder.report.points import distribution, final_points, waiting
from autograder.report.schema import ClassReport, Machine, Similar, Unread
from autograder.report.students import students
from autograder.solutions import Solution
from autograder.store import RecordStore

# What students' code runs into; the other kinds are exceptions of its own, or faults of ours.
LIMITS = {
    BehaviourKind.STOPPED: FaultKind.TIMEOUT,
    BehaviourKind.ENDED: FaultKind.DIED,
    BehaviourKind.TOO_LARGE: FaultKind.TOO_LARGE,
}


def assemble(
    facts: ClassFacts,
    solutions: Sequence[Solution],
    store: RecordStore,
    given: Collection[str] = (),
) -> ClassReport:
    """Return the report; examples of what students wrote are read from the store.

    `given` is what was released; answers are compared where the facts ask for it.
    """
    people = facts.people
    wrong = [solution for solution in solutions if not solution.right]
    hinted, found, points = misconceptions(people, wrong), items(people), distribution(people)
    examples = Examples(store, {person.student: final_points(person) for person in people})
    return ClassReport(
        assignment=facts.assignment,
        graded_until=max((person.graded_at for person in people), default=""),
        handed_in=len(people) + len(facts.without_grade),
        graded=len(people),
        missing=facts.missing,
        without_grade=tuple(
            Unread(student=student, reason=why) for student, why in facts.without_grade.items()
        ),
        points=points,
        waiting=tuple(each for person in people for each in waiting(person)),
        lessons=tuple(lessons(people, hinted)),
        criteria=criteria(people, found),
        reliability=reliability(people, found),
        misconceptions=examples.added(hinted),
        groups=examples.added(groups(people, wrong)),
        gradients=tuple(bands(people, _reference(people, store))),
        accuracies=tuple(accuracies(people)),
        students=students(people, points.median),
        similar=_similar(people, given) if facts.compare else None,
        machine=_machine(people),
    )


def _similar(people: Sequence[Person], given: Collection[str]) -> tuple[Similar, ...]:
    # copydetect imports matplotlib: only who compares answers waits for it
    from autograder.report.similarity import similar  # noqa: PLC0415

    return similar(people, given)


def _reference(people: Sequence[Person], store: RecordStore) -> list[CellResult]:
    """Return what the reference got in the notebooks of the class, where it was graded."""
    names = dict.fromkeys(cell.notebook for person in people for cell in person.cells)
    grades = (store.reference(name) for name in names)
    return [cell for grade in grades if grade is not None for cell in grade.cells]


def _machine(people: Sequence[Person]) -> Machine:
    """Return the time that grading took, and who ran into which limit."""
    seconds = {person.student: person.seconds for person in people}
    longest = max(seconds, key=seconds.__getitem__, default="")
    return Machine(
        seconds=added(seconds.values()),
        median_seconds=median(seconds.values()) if seconds else None,
        longest_seconds=seconds.get(longest),
        longest_student=longest,
        limits=limits_met(people),
    )


def limits_met(people: Sequence[Person]) -> dict[str, int]:
    """Count the students whose code a limit has ended, in a criterion or in a cell of their own."""
    met = Counter(kind for person in people for kind in {each.kind for each in person.behaviours})
    return {name.value: met[kind] for kind, name in LIMITS.items() if met[kind]}
