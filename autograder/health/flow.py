"""How gradients flow: what reaches each layer, in units of no loss and of no layer.

The sensitivity of a layer at a step is |g|·|w| / L: its gradient norm times its kernel's norm
over the scale of the loss (`learning.Learning.scale`). It tells by how much of the whole loss
the loss would change, to first order, if the kernel changed by its own length. Multiplying the
loss by any number leaves it as it is, and so does moving a factor from one layer's weights to
another's. Without kernel norms the gradient norm alone is taken.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from autograder.health.findings import Finding, Trouble
from autograder.health.learning import Learning
from autograder.health.levels import EXPLODING, VANISHED, Norms
from autograder.health.recording import Recording

FIRST_JUDGED_STEP = 3
# Of the judged steps: vanishing starves a run, one violent phase may have ruined it
LASTING, RUINOUS = 0.5, 0.05
STEADY_STEPS = 3
# A layer's share of the largest sensitivity, AUTOTRAINER's ratio; and of the loss
STARVED, FAINT = 3e-3, 1e-4
# AUTOTRAINER's ratio of first to last; and sensitivities at which no step is small enough
GROWTH, VIOLENT = 70.0, 100.0
# A norm at a rare step by the usual one, and a loss by the level of guessing
ERUPTION, RUIN = 100.0, 10.0
# An update by the length of its kernel that leaves nothing of what the kernel was
THROWN = 10.0
RISEN = 3.0
DECAY_RATIO = 1e-3


def sensitivities(run: Recording, learning: Learning, first: int = FIRST_JUDGED_STEP) -> Norms:
    """Return the sensitivity of each layer at each step from the first judged one on."""
    judged = run.norms[first:]
    if run.weights is not None:
        judged = judged * run.weights[first:]
    return judged / learning.scale if learning.scale > 0 else judged


def beyond_penalties(run: Recording, learning: Learning) -> Norms:
    """Return the sensitivities less what penalties account for: for L2, twice the penalty."""
    found = sensitivities(run, learning)
    if run.context.penalties is None or run.weights is None or learning.scale <= 0:
        return found
    penalties = np.asarray(run.context.penalties, dtype=np.float64)[FIRST_JUDGED_STEP : run.steps]
    return np.maximum(found - 2 * np.abs(penalties[:, None]) / learning.scale, 0.0)


def layer_ratio(norms: Norms) -> float:
    """Return the median over steps of first/last; 1 where both are zero, inf if the last is."""
    first, last = norms[:, 0], norms[:, -1]
    empty = np.where(first > 0, np.inf, 1.0)
    return float(np.median(np.divide(first, last, out=empty, where=last > 0)))


def measured_of(run: Recording) -> npt.NDArray[np.int64]:
    """Return which of the judged rows were measured; the others are held ones."""
    rows = np.array(run.measured, dtype=int) - FIRST_JUDGED_STEP
    return rows[rows >= 0]


def lasting(
    run: Recording, condition: npt.NDArray[np.bool_], share: float = LASTING
) -> npt.NDArray[np.bool_]:
    """Tell for which columns a condition holds at a share of the judged steps.

    It must have been measured three times at least.
    """
    often = condition.sum(axis=0) >= share * len(condition)
    return np.asarray(often & (condition[measured_of(run)].sum(axis=0) >= STEADY_STEPS))


def onset(run: Recording, condition: npt.NDArray[np.bool_]) -> int:
    """Return the step of training at which a condition, by judged step, first holds steadily."""
    held = np.convolve(condition, np.ones(STEADY_STEPS), "valid") == STEADY_STEPS
    first = int(np.argmax(held)) if held.any() else int(np.argmax(condition))
    return (FIRST_JUDGED_STEP + first) * run.context.every


def vanishing(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that nothing arrives: at some layers, or anywhere; in runs that have not learnt.

    Starved: a layer's sensitivity is under a thousandth of the largest one. Faint: the largest
    is under 1e-4. A kernel that is quiet in a network that learns is no illness.
    """
    if learning.learnt:
        return
    found = sensitivities(run, learning)
    largest = found.max(axis=1, keepdims=True)
    starved = (found < STARVED * largest) | (largest < FAINT)
    ill = lasting(run, starved)
    if ill.any():
        names = tuple(np.array(run.layers)[ill].tolist())
        yield Finding(
            Trouble.VANISHING,
            _vanishing_words(run, int(ill.sum())),
            names,
            onset(run, starved[:, ill].any(axis=1)),
        )


def _vanishing_words(run: Recording, ill: int) -> str:
    judged, layers = run.norms[FIRST_JUDGED_STEP:], run.norms.shape[1]
    vanished = int(lasting(run, judged < VANISHED).sum())
    below = f", {vanished} stay below {VANISHED:g}" if vanished else ""
    level = f"next to nothing reaches {ill} of {layers} layers{below}"
    ratio, way = layer_ratio(judged), "do not shrink towards the input"
    if ill == layers:
        way = "are small in all layers alike"
    if ratio < DECAY_RATIO:
        way = "shrink towards the input"
    return f"{level}; the norms {way} (first/last {ratio:.2g})"


def exploding(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that gradients or losses grow out of all proportion, in a finite run."""
    found = None
    for rule in (_rising, _violent, _erupting, _thrown):
        found = found or next(rule(run, learning), None)
    if found is not None:
        yield found


def _rising(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that the loss ends far above where it began and above guessing."""
    highest = max(float(np.median(run.losses[:FIRST_JUDGED_STEP])), learning.reference)
    if learning.scale > 0 and learning.end - highest > (RISEN - 1) * learning.scale:
        excess = run.losses[FIRST_JUDGED_STEP:] - highest
        risen = np.asarray(excess > (RISEN - 1) * learning.scale)
        words = f"the loss rose to {learning.end:.3g}, from {run.losses[0]:.3g}"
        yield Finding(Trouble.EXPLODING, words, since=onset(run, risen))


def _violent(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that sensitivities are so large, or grow so much, that no step can help."""
    if learning.learnt:
        return
    found = beyond_penalties(run, learning)
    grown = found[:, 0] > GROWTH * found[:, -1]
    violent = (found > VIOLENT) | (grown[:, None] & (found > GROWTH * found[:, -1:]))
    ill = lasting(run, violent, RUINOUS)
    if ill.any():
        names = tuple(np.array(run.layers)[ill].tolist())
        words = _exploding_words(run, int(ill.sum()))
        held = np.asarray(violent[:, ill].any(axis=1))
        yield Finding(Trouble.EXPLODING, words, names, onset(run, held))


def _exploding_words(run: Recording, ill: int) -> str:
    judged = run.norms[FIRST_JUDGED_STEP:]
    layers, ratio = judged.shape[1], layer_ratio(judged)
    large = int(lasting(run, judged > EXPLODING, RUINOUS).sum())
    level = f"{large} of {layers} layers stay above {EXPLODING:g}"
    if not large:
        level = f"{ill} of {layers} layers are far too sensitive"
    way = "grow towards the input" if ratio > GROWTH else "do not grow towards the input"
    return f"{level}, up to {judged.max():.2g}; the norms {way} (first/last {ratio:.2g})"


def _erupting(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that a few steps are out of scale and ruin what the others learn."""
    if learning.learnt or learning.scale <= 0:
        return
    judged = run.norms[FIRST_JUDGED_STEP:]
    usual = np.median(judged, axis=0)
    highest = max(float(np.median(run.losses)), learning.reference)
    ruined = run.losses[FIRST_JUDGED_STEP:] - highest > RUIN * learning.scale
    rows = measured_of(run)
    erupted = (judged[rows] > ERUPTION * usual) & ruined[rows, None]
    steps = erupted.any(axis=1)
    if steps.sum() >= 2:
        names = tuple(np.array(run.layers)[erupted.any(axis=0)].tolist())
        words = (
            f"{steps.sum()} of {len(rows)} steps have norms over {ERUPTION:g} times the usual "
            f"ones, up to {judged[rows][steps].max():.2g}"
        )
        first = (FIRST_JUDGED_STEP + int(rows[steps][0])) * run.context.every
        yield Finding(Trouble.EXPLODING, words, names, first)


def _thrown(run: Recording, learning: Learning) -> Iterator[Finding]:
    """Yield that one step threw a kernel far away, along a gradient out of all proportion.

    The first steps count as well: what they break, no later step shows, as all units are dead.
    """
    if run.updates is None or run.weights is None:
        return
    far = (run.updates > THROWN * run.weights) & (sensitivities(run, learning, 0) > VIOLENT)
    if far.any():
        step, layer = (int(place) for place in np.argwhere(far)[0])
        times = run.updates[step, layer] / max(run.weights[step, layer], np.finfo(float).tiny)
        words = f"one step changed a kernel by {times:.2g} times its length"
        names = tuple(np.array(run.layers)[far.any(axis=0)].tolist())
        yield Finding(Trouble.EXPLODING, words, names, step * run.context.every)
