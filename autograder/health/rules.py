"""All rules together: from a recording to a diagnosis."""

from collections.abc import Iterator

import numpy as np

from autograder.health.diagnosis import Diagnosis
from autograder.health.findings import Finding, Trouble
from autograder.health.flow import FIRST_JUDGED_STEP, exploding, vanishing
from autograder.health.learning import Learning, learning
from autograder.health.recording import Recording
from autograder.health.swings import SHORTEST, oscillation, relative_updates

SHORTEST_RUN = FIRST_JUDGED_STEP + 3
# Over half of a layer is an illness, as SageMaker Debugger has it; a quarter is told.
DEAD_SHARE, NOTED_SHARE = 0.5, 0.25
STILL = 1e-5
BLOWN_UP = 10.0


def examine(run: Recording) -> Diagnosis:
    """Judge a run by all rules."""
    findings = [*_dead(run), *_non_finite(run)]
    finite = run.before(run.first_non_finite_step)
    missing = tuple(_unexamined(run, finite))
    if finite.steps < SHORTEST_RUN or not run.norms.shape[1]:
        return Diagnosis(tuple(findings), missing, judged=False)
    learnt = learning(finite)
    if not learnt.comparable:
        missing += ("slow convergence: the loss at the start is too noisy to compare with",)
    if not any(finding.trouble == Trouble.EXPLODING for finding in findings):
        findings += exploding(finite, learnt)
    findings += [*vanishing(finite, learnt), *oscillation(finite, learnt), *_slow(finite, learnt)]
    return Diagnosis(tuple(findings), missing, learnt.skill)


def _non_finite(run: Recording) -> Iterator[Finding]:
    """Yield that numbers broke down, and that they had grown before where they had."""
    broken = run.first_non_finite_step
    if broken is None:
        return
    step = broken * run.context.every
    words = f"loss or gradient is not finite from step {step} on"
    yield Finding(Trouble.NON_FINITE, words, since=step)
    if _grew(run, broken):
        yield Finding(Trouble.EXPLODING, "the numbers grew until they overflowed", since=step)


def _grew(run: Recording, broken: int) -> bool:
    """Tell whether something is infinite, or was out of scale just before it broke."""
    if broken == 0:
        return False
    if np.isinf(run.losses[broken]) or np.isinf(run.norms[broken]).any():
        return True
    first, last = max(abs(run.losses[0]), run.context.baseline or 0.0), abs(run.losses[broken - 1])
    norms = run.norms[broken - 1].max() > BLOWN_UP**2 * np.median(run.norms[:broken].max(axis=1))
    start_is_wild = run.context.baseline is not None and first > BLOWN_UP**2 * run.context.baseline
    return bool(last > BLOWN_UP * run.losses[:broken].min() and last > BLOWN_UP * first) or bool(
        norms or start_is_wild
    )


def _slow(run: Recording, learnt: Learning) -> Iterator[Finding]:
    """Yield that less than a tenth is learnt, and whether the weights stood still."""
    if not learnt.slow:
        return
    level = "the loss of guessing" if learnt.guessing else "the loss at the start"
    words = (
        f"the loss ends at {learnt.end:.3g} after {run.steps * run.context.every} steps, "
        f"{level} is {learnt.reference:.3g}"
    )
    if run.updates is not None and run.weights is not None:
        usual = float(np.median(relative_updates(run).max(axis=1)))
        if usual < STILL:
            words += f"; no kernel moves by more than {usual:.1g} of its length in a step"
    yield Finding(Trouble.SLOW, words)


def _dead(run: Recording) -> Iterator[Finding]:
    """Yield which layers have too many units that never answer."""
    shares = run.context.inactive or {}
    worst = max(shares, key=shares.__getitem__, default="")
    if shares.get(worst, 0.0) > DEAD_SHARE:
        count = sum(share > NOTED_SHARE for share in shares.values())
        words = (
            f"in {count} of {len(shares)} layers over {NOTED_SHARE:.0%} of the units are dead, "
            f"{shares[worst]:.0%} of {worst}"
        )
        names = tuple(name for name, share in shares.items() if share > DEAD_SHARE)
        yield Finding(Trouble.DEAD, words, names)


def _unexamined(run: Recording, finite: Recording) -> Iterator[str]:
    """Yield what could not be told, and what it would take."""
    if finite.steps < SHORTEST_RUN:
        yield f"the course of training: {SHORTEST_RUN} finite steps are needed, got {finite.steps}"
    elif finite.steps < FIRST_JUDGED_STEP + SHORTEST:
        needed = FIRST_JUDGED_STEP + SHORTEST
        yield f"oscillation: {needed} finite steps are needed, got {finite.steps}"
    if not run.norms.shape[1]:
        yield "gradients: there is no layer"
    elif len(run.measured) < run.steps:
        yield _unmeasured(run)
    if run.context.inactive is None:
        yield "dead units: no samples to probe the units with"
    if run.context.baseline is None:
        yield "the level of guessing: the loss is compared with its start only"


def _unmeasured(run: Recording) -> str:
    gaps = np.diff([*run.measured, run.steps])
    return (
        f"norms at {run.steps - len(gaps)} of {run.steps} logged steps: they were measured at each "
        f"of the first {int(np.argmax(gaps > 1)) + 1}, then at one in {gaps.max()} or more"
    )
