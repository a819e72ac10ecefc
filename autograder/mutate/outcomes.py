"""What became of each mutant, and what that says of the graders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.mutate.equivalents import Key
from autograder.mutate.mutants import Mutant
from autograder.records import FaultKind
from autograder.verify.trials import Judged

# Of the mutants that are not equivalent, so many must be killed.
ENOUGH = 0.95


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True)
class Outcome:
    """One mutant's fate; `told` is the killer, the reason of equivalence, or what went wrong."""

    mutant: Mutant
    fate: Fate
    told: str = ""
    stopped: bool = False


@dataclass(frozen=True)
class Score:
    """Numbers of mutants; `stopped` of the killed ones ran into a time limit."""

    mutants: int
    killed: int
    stopped: int
    survived: int
    equivalent: int

    @property
    def share(self) -> float:
        """Killed mutants among those that are not equivalent; 1.0 where there are none."""
        return self.killed / (self.killed + self.survived) if self.killed + self.survived else 1.0

    @property
    def enough(self) -> bool:
        """Whether the graders notice enough."""
        return self.share >= ENOUGH


def outcome(mutant: Mutant, judged: Judged, equivalents: Mapping[Key, str]) -> Outcome:
    """Say what became of a mutant. A criterion that could not be judged kills nobody."""
    lost = next(iter(judged.lost.items()), None)
    if lost is not None:
        name, result = lost
        stopped = result.fault is not None and result.fault.kind is FaultKind.TIMEOUT
        return Outcome(mutant, Fate.KILLED, name, stopped=stopped)
    if mutant.key in equivalents:
        return Outcome(mutant, Fate.EQUIVALENT, equivalents[mutant.key])
    unjudged = [result.message for result in judged.results.values() if result.message]
    return Outcome(mutant, Fate.SURVIVED, judged.reason or "".join(unjudged[:1]))


def score(outcomes: Sequence[Outcome]) -> Score:
    """Count fates."""
    fates = [each.fate for each in outcomes]
    return Score(
        mutants=len(fates),
        killed=fates.count(Fate.KILLED),
        stopped=sum(each.stopped for each in outcomes),
        survived=fates.count(Fate.SURVIVED),
        equivalent=fates.count(Fate.EQUIVALENT),
    )


def contradictions(outcomes: Sequence[Outcome], equivalents: Mapping[Key, str]) -> list[str]:
    """Say which entries of the list name a mutant that was killed, or none that was judged."""
    fates = {each.mutant.key: each for each in outcomes}
    cells = {key[:2] for key in fates}
    found = []
    for key in equivalents:
        notebook, cell, before, after = key
        told = f"{notebook}: {cell}: the mutant `{before}` to `{after}` is listed as equivalent"
        if key in fates and fates[key].fate is Fate.KILLED:
            found.append(f"{told}, and is killed by {fates[key].told}.")
        elif key not in fates and (notebook, cell) in cells:
            found.append(f"{told}, and does not exist.")
    return found
