"""How much a run has learnt: its end against the level of guessing, or against its start."""

from dataclasses import dataclass

import numpy as np

from autograder.health.losses import START_STEPS, Losses, start
from autograder.health.recording import Recording

# Of what there was to learn.
LEAST_SKILL, LEARNT = 0.1, 0.5
END_SHARE = 0.2
SHORTEST_END = 3


@dataclass(frozen=True)
class Learning:
    """How far a run has come.

    reference: the loss of guessing or, where that is not known, the loss at the start.
    end: the mean loss of the last fifth.
    scale: how far the loss can fall: the reference itself where no loss is negative, else how
        far it fell or its spread at the end, whichever is larger, since there is no bottom.
    comparable: whether the reference is known well enough to say that nothing is learnt.
    """

    reference: float
    end: float
    scale: float
    guessing: bool
    comparable: bool = True

    @property
    def skill(self) -> float:
        """Return the share learnt: 0 is guessing, 1 a loss of zero."""
        return (self.reference - self.end) / self.scale if self.scale > 0 else 0.0

    @property
    def learnt(self) -> bool:
        """Tell whether half of what there was to learn is learnt."""
        return self.skill >= LEARNT

    @property
    def slow(self) -> bool:
        """Tell whether less than a tenth is learnt, as far as can be told."""
        return self.comparable and self.skill < LEAST_SKILL


def learning(run: Recording) -> Learning:
    """Return how much a finite run has learnt."""
    baseline = run.context.baseline
    reference = start(run.losses) if baseline is None else baseline
    last = ending(run.losses)
    end, spread = float(np.mean(last)), float(np.std(last))
    bounded = min(float(np.min(run.losses)), reference) >= 0
    scale = abs(reference) if bounded else max(abs(reference - end), spread)
    guessing = baseline is not None
    # A start is the median of a few steps: among heavy noise it may lie anywhere.
    comparable = guessing or spread / np.sqrt(START_STEPS) <= LEAST_SKILL * scale
    return Learning(reference, end, scale, guessing, bool(comparable))


def ending(losses: Losses) -> Losses:
    """Return the last fifth of the losses, three at least."""
    return losses[-max(SHORTEST_END, round(END_SHARE * len(losses))) :]
