"""Does the loss oscillate? Noise and oscillation look alike, so noise has to be told apart.

What noise does not do: it does not climb for steps on end (coherence), nor does it come back to
where it was (structure function). And there is none where each step sees all data.
"""

from collections.abc import Iterator
from math import lcm

import numpy as np
import numpy.typing as npt

from autograder.health.findings import Finding, Trouble
from autograder.health.flow import FIRST_JUDGED_STEP
from autograder.health.learning import Learning
from autograder.health.losses import Losses
from autograder.health.recording import Recording

SHORTEST = 12
# Of what the falls gain, the share that rises take back; and their sum by the scale of the loss
UNDONE, WORTH = 0.3, 0.3
# The same where each step sees all data and no rise is noise
SURELY_UNDONE, SURELY_WORTH = 0.15, 0.15
# A climb: so many rises on end, so high by the scale, none of them this share of it; how many
# climbs there must be, and their share of all rises
CLIMB_STEPS, CLIMB, SUDDEN, CLIMBS, COHERENT = 4, 0.1, 0.7, 2, 0.25
# The structure function at the period by its largest value before
RETURNS = 0.5
# Of the steps that move, those that rise: a jump at new data that wears off is no oscillation
LEAST_RISING = 0.25
# The update of the most moved kernel by its length before a rise: where all data are seen, and
# where batches are noisy; there rises are so high by the scale, on average of all steps
RESTLESS, VERY_RESTLESS, RISING = 0.02, 0.1, 0.04
# Where updates are not known: swings by the scale, and the share of steps that have them
SWING, SWINGING = 0.2, 0.15


def oscillation(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that the loss goes up and down and that this is no noise."""
    losses = run.losses[FIRST_JUDGED_STEP:]
    if len(losses) < SHORTEST or learning.scale <= 0:
        return
    if _swinging(run, learning):
        lost = undone(losses)
        share = f"{lost:.0%} of" if lost <= 1 else "more than"
        words = f"the loss swings up and down; rises undo {share} what falls gain"
        period = find_period(losses)
        if period is not None:
            words += f"; it comes back every {period * run.context.every} steps"
        yield Finding(Trouble.OSCILLATION, words)


def _swinging(run: Recording, learning: Learning) -> bool:
    losses = run.losses[FIRST_JUDGED_STEP:] / learning.scale
    changes = np.diff(losses)
    lost, rises = undone(losses), changes[changes > 0].sum()
    if run.context.epoch_steps == 1 and _moves(run, RESTLESS):
        return bool(lost >= SURELY_UNDONE and rises >= SURELY_WORTH)
    if lost < UNDONE or rises < WORTH:
        return False
    regular = find_period(losses) is not None or coherent(losses)
    if regular and not _of_the_data(losses, run):
        return True
    return _thrown_about(losses, run, learning)


def _thrown_about(losses: Losses, run: Recording, learning: Learning) -> bool:
    """Tell whether the loss rises because kernels are thrown about, whatever is learnt meanwhile.

    A single rise counts for no more than the scale. Noise moves no kernel far; where it is not
    known how far they move, only a loss that swings widely and learns little is no noise.
    """
    if run.updates is None or run.weights is None:
        return not learning.learnt and swing_share(losses) >= SWINGING
    rises = np.clip(np.diff(losses), 0.0, 1.0)
    return bool(np.mean(rises) >= RISING) and _moves(run, VERY_RESTLESS)


def undone(losses: Losses) -> float:
    """Return the sum of all rises over the sum of all falls; 1 where nothing falls."""
    changes = np.diff(losses)
    rises, falls = changes[changes > 0].sum(), -changes[changes < 0].sum()
    return float(rises / falls) if falls > 0 else 1.0


def coherent(losses: Losses) -> bool:
    """Tell whether rises are climbs of several steps; `losses` are in units of their scale."""
    changes = np.diff(losses)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], changes > 0, [0]])))
    stretches = zip(edges[::2], edges[1::2], strict=True)
    climbs = [changes[first:end] for first, end in stretches if end - first >= CLIMB_STEPS]
    steady = [climb.sum() for climb in climbs if climb.max() <= SUDDEN * climb.sum()]
    high = [climb for climb in steady if climb >= CLIMB]
    return len(high) >= CLIMBS and sum(high) >= COHERENT * changes[changes > 0].sum()


def structure(losses: Losses, lags: int) -> npt.NDArray[np.float64]:
    """Return D(1) to D(lags): D(k) is the mean of |L(t+k) - L(t)|.

    For noise it is the same at every lag, for a trend it grows; only where the loss comes back
    does it fall again: at the period.
    """
    return np.array([np.mean(np.abs(losses[k:] - losses[:-k])) for k in range(1, lags + 1)])


def find_period(losses: Losses) -> int | None:
    """Return the lag after which the loss comes back; None for noise, trends and sudden jumps."""
    values = structure(losses, len(losses) // 3)
    back = np.flatnonzero(values[1:] < RETURNS * np.maximum.accumulate(values)[:-1])
    if not len(back) or not _both_ways(losses):
        return None
    lag = int(back[0]) + 1
    while lag + 1 < len(values) and values[lag + 1] < values[lag]:
        lag += 1
    return lag + 1


def _both_ways(losses: Losses) -> bool:
    """Tell whether rises take as long as falls, more or less."""
    changes = np.diff(losses)
    moving = changes[np.abs(changes) > 0.1 * np.mean(np.abs(changes))]
    share = float(np.mean(moving > 0)) if len(moving) else 0.0
    return LEAST_RISING <= share <= 1 - LEAST_RISING


def _of_the_data(losses: Losses, run: Recording) -> bool:
    """Tell whether it is the data that come back: the loss is the same an epoch later.

    Then it is less so a step earlier or later: a swing that lasts about as long is not of the data.
    Where an epoch is no whole number of logged steps, it is the same some epochs later.
    """
    epoch = run.context.epoch_steps or 1
    lag = lcm(epoch, run.context.every) // run.context.every
    if epoch == 1 or not 1 < lag <= len(losses) // 2:
        return False
    values = structure(losses, lag + 1)
    closest = values[-2] <= min(values[-3], values[-1])
    return bool(closest and values[-2] < RETURNS * values.max())


def swing_share(losses: Losses) -> float:
    """Return the share of steps between two changes of over a fifth of the scale, up and down."""
    changes = np.diff(losses)
    large = np.abs(changes) > SWING
    turns = changes[1:] * changes[:-1] < 0
    return float(np.mean(turns & large[1:] & large[:-1])) if len(turns) else 0.0


def _moves(run: Recording, least: float) -> bool:
    """Tell whether a kernel moves far in the steps after which the loss rises; True if unknown."""
    if run.updates is None or run.weights is None:
        return True
    rises = np.maximum(np.diff(run.losses[FIRST_JUDGED_STEP:]), 0.0)
    moves = relative_updates(run).max(axis=1)[:-1]
    return bool(np.sum(rises * moves) > least * np.sum(rises))


def relative_updates(run: Recording) -> npt.NDArray[np.float64]:
    """Return the norm of each update by that of its kernel, at the judged steps."""
    assert run.updates is not None and run.weights is not None, "asked for by who has both"
    updates, weights = run.updates[FIRST_JUDGED_STEP:], run.weights[FIRST_JUDGED_STEP:]
    return np.divide(updates, weights, out=np.zeros_like(updates), where=weights > 0)
