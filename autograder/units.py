"""What processes of a pool do in one go, and the outputs that wait until all is judged."""

import pickle
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from autograder.grade import Job, ReferenceResult
from autograder.released import Assignment
from autograder.tasks import Task

NOTHING_RELEASED = Assignment("", {}, {})


@dataclass(frozen=True)
class Unit:
    """Read a submission, do one job of it, or run the `reference` of a notebook for its outputs."""

    number: int
    task: Task
    job: Job | None = None
    reference: str = ""

    @property
    def seconds(self) -> float:
        """About how long it will take."""
        return self.job.expected_seconds if self.job else 0.0


@dataclass(frozen=True)
class _Packed:
    """A unit that waits, as few bytes: there may be many of them. All have the same release."""

    number: int
    task: Task
    notebook: str
    seconds: float
    data: bytes

    @classmethod
    def of(cls, unit: Unit, job: Job) -> "_Packed":
        data = zlib.compress(pickle.dumps(replace(job, assignment=NOTHING_RELEASED)))
        return cls(unit.number, unit.task, job.notebook, job.expected_seconds, data)

    def unit(self, assignment: Assignment, reference: ReferenceResult) -> Unit:
        job: Job = pickle.loads(zlib.decompress(self.data))  # noqa: S301 - packed above
        whole = replace(job, assignment=assignment, reference=reference)
        return Unit(self.number, self.task, whole)


@dataclass
class Waiting:
    """Outputs that are still to be made. Those of the reference come first, then the longest."""

    assignment: Assignment
    _packed: list[_Packed] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)
    _references: dict[str, ReferenceResult] = field(default_factory=dict)

    def add(self, unit: Unit, job: Job) -> None:
        """Have the outputs of a notebook wait; `unit` says whose they are."""
        self._packed.append(_Packed.of(unit, job))

    def take(self, notebook: str, reference: ReferenceResult) -> None:
        """Take what the reference got for a notebook."""
        self._references[notebook] = reference

    def drop(self, task: Task) -> None:
        """Do no more for a submission."""
        self._packed = [each for each in self._packed if each.task is not task]

    def next(self) -> Unit | None:
        """Return what is to be done next; None where nothing is, or the reference is under way."""
        first = next((each for each in self._packed if each.notebook not in self._asked), None)
        if first is not None:
            self._asked.add(first.notebook)
            return Unit(first.number, first.task, reference=first.notebook)
        longest = max(self._possible(), key=self._seconds, default=None)
        if longest is None:
            return None
        self._packed.remove(longest)
        return longest.unit(self.assignment, self._references[longest.notebook])

    def _possible(self) -> Iterator[_Packed]:
        return (each for each in self._packed if each.notebook in self._references)

    def _seconds(self, packed: _Packed) -> float:
        """Return how long a notebook took before, else how long the reference took."""
        return packed.seconds or sum(self._references[packed.notebook].pace.cells.values())
