"""Students of one cell who went wrong in the same way, and the hints that they got."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum

from autograder.records import FaultKind, Verdict, added
from autograder.report.facts import Cell, Judged, Person
from autograder.report.schema import FaultCount, Group, KnownMistake, Lesson, Misconception
from autograder.solutions import Solution

Key = tuple[str, str]


@dataclass(frozen=True)
class Pattern:
    """How a cell went wrong: what failed, and by which exceptions.

    `lost` adds what was blocked by that, which differs where a fault of ours came in between.
    """

    notebook: str
    cell: str
    failed: tuple[str, ...]
    faults: tuple[tuple[FaultKind, str], ...]
    lost: frozenset[str] = field(compare=False)


def groups(people: Iterable[Person], solutions: Sequence[Solution]) -> list[Group]:
    """Return the groups of every cell, the largest of all first.

    Their numbers count within a cell: largest first, then by what failed.
    """
    members: dict[Pattern, list[tuple[str, float]]] = {}
    for person in people:
        for cell in person.cells:
            if pattern := pattern_of(cell):
                lost = fsum(result.points_lost for result in cell.criteria)
                members.setdefault(pattern, []).append((person.student, lost))
    ordered = sorted(members, key=lambda pattern: (-len(members[pattern]), _name(pattern)))
    numbers: Counter[Key] = Counter()
    found = []
    for pattern in ordered:
        numbers[pattern.notebook, pattern.cell] += 1
        number = numbers[pattern.notebook, pattern.cell]
        found.append(_group(pattern, number, members[pattern], solutions))
    return found


def pattern_of(cell: Cell) -> Pattern | None:
    """Return how a cell went wrong, None where nothing in it failed."""
    failed = [result for result in cell.criteria if result.verdict is Verdict.FAILED]
    if not failed:
        return None
    return Pattern(
        notebook=cell.notebook,
        cell=cell.cell,
        failed=tuple(sorted(result.place.criterion for result in failed)),
        faults=tuple(sorted({result.fault for result in failed if result.fault})),
        lost=frozenset(result.place.criterion for result in cell.criteria if result.lost),
    )


def misconceptions(people: Iterable[Person], solutions: Sequence[Solution]) -> list[Misconception]:
    """Return every hint that was given, that of most students first."""
    held: dict[tuple[str, str, str], dict[str, Cell]] = {}
    for person in people:
        for cell in person.cells:
            for hint in {result.hint for result in cell.criteria if _hinted(result)}:
                key = cell.notebook, cell.cell, hint
                held.setdefault(key, {})[person.student] = cell
    ordered = sorted(held, key=lambda key: (-len(held[key]), key))
    return [_misconception(key, held[key], solutions) for key in ordered]


def lessons(people: Iterable[Person], found: Iterable[Misconception]) -> list[Lesson]:
    """Return the cells that cost those anything who tried, those of most points first."""
    losses: dict[Key, list[float]] = {}
    most: dict[Key, float] = {}
    for person in people:
        for cell in person.cells:
            tried = cell.criteria and not cell.as_released
            if tried and cell.score is not None and cell.max_score:
                key = cell.notebook, cell.cell
                losses.setdefault(key, []).append(added((cell.max_score, -cell.score)))
                most[key] = cell.max_score
    # those of most students come first, so the first of each cell stays
    hints = {(each.notebook, each.cell): each for each in reversed(list(found))}
    made = [_lesson(key, losses[key], most[key], hints.get(key)) for key in losses]
    return sorted((each for each in made if each.students), key=lambda each: -each.lost)


def known_mistakes(pattern: Pattern, solutions: Sequence[Solution]) -> Iterator[KnownMistake]:
    """Yield the wrong solutions of the cell that lose in it what the pattern has lost."""
    for solution in solutions:
        if solution.notebook == pattern.notebook and pattern.cell in solution.cells:
            places = (lost.partition(".") for lost in solution.loses)
            if {name for cell, _, name in places if cell == pattern.cell} == pattern.lost:
                yield KnownMistake(name=solution.path.stem, title=solution.title)


def _group(
    pattern: Pattern,
    number: int,
    members: Sequence[tuple[str, float]],
    solutions: Sequence[Solution],
) -> Group:
    return Group(
        notebook=pattern.notebook,
        cell=pattern.cell,
        number=number,
        failed=pattern.failed,
        faults=tuple(FaultCount(kind=kind, exception=name) for kind, name in pattern.faults),
        students=tuple(student for student, _ in members),
        points_lost=sum(lost for _, lost in members) / len(members),
        known=tuple(known_mistakes(pattern, solutions)),
    )


def _misconception(
    key: tuple[str, str, str], held: dict[str, Cell], solutions: Sequence[Solution]
) -> Misconception:
    notebook, cell, hint = key
    told = (result for each in held.values() for result in each.criteria if _hinted(result))
    patterns = dict.fromkeys(filter(None, map(pattern_of, held.values())))
    known = (mistake for pattern in patterns for mistake in known_mistakes(pattern, solutions))
    return Misconception(
        notebook=notebook,
        cell=cell,
        hint=hint,
        criteria=tuple(sorted({each.place.criterion for each in told if each.hint == hint})),
        students=tuple(held),
        known=tuple(dict.fromkeys(known)),
    )


def _lesson(key: Key, losses: Sequence[float], most: float, hint: Misconception | None) -> Lesson:
    return Lesson(
        notebook=key[0],
        cell=key[1],
        lost=sum(losses) / len(losses),
        max_score=most,
        students=sum(lost > 0 for lost in losses),
        hint=hint.hint if hint else "",
        hinted=len(hint.students) if hint else 0,
    )


def _hinted(result: Judged) -> bool:
    return result.verdict is Verdict.FAILED and bool(result.hint)


def _name(pattern: Pattern) -> tuple[object, ...]:
    return pattern.notebook, pattern.cell, pattern.failed, pattern.faults
