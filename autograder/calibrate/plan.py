"""Which solutions a stochastic criterion is calibrated on, and what their trials add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.calibrate.evidence import Evidence, Sample, nearest, weigh
from autograder.calibrate.trials import Chunk, Held, chunks_of
from autograder.errors import CourseError
from autograder.grading.chance import Statistic, StochasticCell
from autograder.solutions import Solution
from autograder.verify.trials import Place, reference

# So many trials of a wrong solution tell how near it comes; the nearest is then held in full.
PILOT = 5

Samples = Mapping[str, Mapping[str, Sample]]


@dataclass(frozen=True)
class Plan:
    """The trials of one grade cell's stochastic criteria.

    `todos` are the notebook's TODO cells by name, in order; `solutions` are those of its notebook.
    """

    place: Place
    cell: StochasticCell
    todos: Sequence[str]
    solutions: Sequence[Solution]
    trials: int

    @cached_property
    def statistics(self) -> dict[str, Statistic]:
        """The statistics by the full name of their criterion."""
        return {self.cell.full_name(each): each for each in self.cell.statistics}

    @property
    def wheats(self) -> list[Solution]:
        """The reference, and right solutions of this cell or of one that it may build on."""
        before = self.todos[: self.todos.index(self.cell.cell) + 1]
        right = [each for each in self.solutions if each.right and set(before) & set(each.cells)]
        return [reference(self.cell.notebook), *right]

    def first_chunks(self) -> list[Chunk]:
        """Return all trials of the wheats, and a few of every chaff that loses something here."""
        wheats = [
            chunk
            for wheat in self.wheats
            for chunk in chunks_of(self.place, wheat, [*self.statistics], self.trials)
        ]
        pilots = [
            chunk
            for chaff in self.solutions
            if (lost := [name for name in self.statistics if name in chaff.loses])
            for chunk in chunks_of(self.place, chaff, lost, min(PILOT, self.trials))
        ]
        return [*wheats, *pilots]

    def second_chunks(self, first: Iterable[Held]) -> list[Chunk]:
        """Return all trials of the chaffs that come nearest to a criterion."""
        found = samples(first)
        wanted: dict[str, list[str]] = {}
        for name, statistic in self.statistics.items():
            if chaff := nearest(statistic, self._wrong(found[name])):
                wanted.setdefault(chaff.name, []).append(name)
        return [
            chunk
            for chaff in self.solutions
            if chaff.name in wanted
            for chunk in chunks_of(self.place, chaff, wanted[chaff.name], self.trials)
        ]

    def evidence(self, first: Sequence[Held], second: Iterable[Held]) -> list[Evidence]:
        """Return the evidence for every criterion; CourseError where a right solution fails."""
        right = {wheat.name for wheat in self.wheats}
        for held in first:
            if held.fault and held.chunk.solution.name in right:
                raise CourseError(f"{held.chunk.solution.name}, which is right: {held.fault}")
        wheats, chaffs = samples(first), samples(second)
        return [
            weigh(
                name,
                statistic,
                [each for each in wheats[name].values() if each.name in right],
                nearest(statistic, self._wrong(chaffs.get(name, {}))),
            )
            for name, statistic in self.statistics.items()
        ]

    def _wrong(self, found: Mapping[str, Sample]) -> list[Sample]:
        wrong = {each.name for each in self.solutions if not each.right}
        return [sample for sample in found.values() if sample.name in wrong]


def samples(held: Iterable[Held]) -> Samples:
    """Join the chunks: for every criterion the sample of each solution, by name, in its order."""
    joined: dict[str, dict[str, tuple[float, ...]]] = {}
    for each in sorted(held, key=lambda each: each.chunk.numbers.start):
        for criterion, values in each.values.items():
            of_criterion = joined.setdefault(criterion, {})
            name = each.chunk.solution.name
            of_criterion[name] = (*of_criterion.get(name, ()), *values)
    return {
        criterion: {name: Sample(name, values) for name, values in sorted(found.items())}
        for criterion, found in joined.items()
    }
