"""Which solutions a stochastic criterion is calibrated on, and what their trials add up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.calibrate.evidence import Evidence, Sample, nearest, weakest, weigh
from autograder.calibrate.trials import Chunk, Held, chunks_of
from autograder.errors import CourseError
from autograder.solutions import Solution
from autograder.testing.chance import Statistic, StochasticCell
from autograder.verify.trials import Place, reference

# So many trials of every solution tell which is the weakest of the right ones, and which wrong one
# comes nearest; these two are held further.
PILOT_RIGHT, PILOT_WRONG = 20, 5

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
        """Return a few trials of all right solutions, and of every chaff that loses something."""
        right = [(each, list(self.statistics), range(PILOT_RIGHT)) for each in self.wheats]
        wrong = [(each, self._lost(each), range(PILOT_WRONG)) for each in self.solutions]
        return self._chunks([*right, *wrong])

    def second_chunks(self, first: Sequence[Held]) -> list[Chunk]:
        """Return the further trials of the solutions that are nearest to a cut-off."""
        self._require_right(first)
        found = samples(first)
        weak: defaultdict[str, list[str]] = defaultdict(list)
        near: defaultdict[str, list[str]] = defaultdict(list)
        for name, statistic in self.statistics.items():
            weak[weakest(statistic, self._right(found[name])).name].append(name)
            if chaff := nearest(statistic, self._wrong(found[name])):
                near[chaff.name].append(name)
        right = [(each, weak[each.name], range(PILOT_RIGHT, self.trials)) for each in self.wheats]
        numbers = range(PILOT_WRONG, self.trials // 2)
        wrong = [(each, near[each.name], numbers) for each in self.solutions if not each.right]
        return self._chunks([*right, *wrong])

    def evidence(self, held: Sequence[Held]) -> list[Evidence]:
        """Return the evidence for every criterion; CourseError where a right solution fails."""
        self._require_right(held)
        found = samples(held)
        return [
            weigh(
                name,
                statistic,
                self._right(found[name]),
                nearest(statistic, self._wrong(found[name])),
            )
            for name, statistic in self.statistics.items()
        ]

    def _chunks(self, wanted: Iterable[tuple[Solution, list[str], range]]) -> list[Chunk]:
        """Return the trials of solutions, for those that some criterion asks for."""
        return [
            chunk
            for solution, criteria, numbers in wanted
            if criteria
            for chunk in chunks_of(self.place, solution, criteria, numbers)
        ]

    def _lost(self, solution: Solution) -> list[str]:
        return [name for name in self.statistics if name in solution.loses]

    def _right(self, found: Mapping[str, Sample]) -> list[Sample]:
        names = {each.name for each in self.wheats}
        return [sample for sample in found.values() if sample.name in names]

    def _wrong(self, found: Mapping[str, Sample]) -> list[Sample]:
        names = {each.name for each in self.solutions if not each.right}
        return [sample for sample in found.values() if sample.name in names]

    def _require_right(self, held: Iterable[Held]) -> None:
        names = {each.name for each in self.wheats}
        for each in held:
            if each.fault and each.chunk.solution.name in names:
                raise CourseError(f"{each.chunk.solution.name}, which is right: {each.fault}")


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
