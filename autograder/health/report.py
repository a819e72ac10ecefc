"""Is a training run healthy? Six ways in which it may not be, each with its definition.

What is measured at one step proves little: one sound model in 15 has gradients of exactly zero at
step 0, since its head starts at zero. So the first steps are not judged, and a finding about
gradients holds only if it persists: at three judged steps or more, and a tenth of them or more.

Level and ratio are both reported, since each is blind alone. In a bias-free ReLU network the sum
of kernel times gradient is the same in every layer, so one that has vanished everywhere has a
first-to-last ratio near 1; and a network whose levels pass may still starve its first layers.

Sources: the course's own limits (`levels`); Amazon SageMaker Debugger's built-in rules;
AUTOTRAINER (Zhang et al., ICSE 2021); DeepDiagnosis (Wardat et al., ICSE 2022); TheDeepChecker
(Ben Braiek and Khomh, TOSEM 2023).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from autograder.health.levels import EXPLODING, VANISHED, WEAK, Norms
from autograder.health.losses import Losses, progress, start, swing_share

FIRST_JUDGED_STEP = 3
PERSISTENT_STEPS = 3
PERSISTENT_SHARE = 0.1
SHORTEST_RUN = FIRST_JUDGED_STEP + PERSISTENT_STEPS
PROBE_SAMPLES = 256

# AUTOTRAINER's: the first layer's norm over the last layer's
DECAY_RATIO, GROWTH_RATIO = 1e-3, 70.0
SWINGING_SHARE = 0.2
LEAST_PROGRESS = 0.1
DEAD_SHARE = 0.25
# Small gradients are no illness where this little of the loss is left.
CONVERGED = 0.01


class Run(Protocol):
    """The steps of a training: `losses` (steps,), `norms` (steps, kernels), in forward order."""

    @property
    def losses(self) -> Losses:
        """Return the loss of each step, before its update."""

    @property
    def norms(self) -> Norms:
        """Return the gradient norm of each kernel at each step, before clipping."""


class Trouble(StrEnum):
    """What may be wrong with a run.

    NON_FINITE: a loss or a norm is infinite or not a number at any step; it never heals
        (SageMaker Debugger, DeepDiagnosis).
    VANISHING: some layer's norm stays below 1e-6 (the course's level, TheDeepChecker's too), or
        the first layer's below 1e-4 (AUTOTRAINER's level, without its ratio: it then finds small
        ReLU networks as well). Steps at which 99 % of the loss is gone do not count. A ratio
        below 1e-3 tells decay towards the input from smallness everywhere.
    EXPLODING: some layer's norm stays above 10 (the course's level). A ratio above 70
        (AUTOTRAINER's) tells growth towards the input. It is no finding by itself: by it, small
        sound networks explode.
    DEAD: over a quarter of a layer's rectifiers are inactive on all of at least 256 probe
        samples. (A zero-gradient share of 0.7, as in AUTOTRAINER, misses deep narrow networks.)
    OSCILLATION: the loss swings at a fifth of the steps (AUTOTRAINER's share) or more.
    SLOW: the loss has not fallen by a tenth at the end. (TheDeepChecker asks for a twentieth in
        every five steps. Measured over ten epochs of the course: right networks lose over 90 %; a
        chain of sigmoids loses 7 %, since its last bias learns how frequent the classes are.)
    """

    NON_FINITE = "non-finite"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    DEAD = "dead units"
    OSCILLATION = "oscillation"
    SLOW = "slow convergence"


@dataclass(frozen=True)
class HealthReport:
    """What was found, and the numbers it was found from.

    `findings` holds a sentence for each trouble, {} for a healthy run. `ratio` is the median over
    the judged steps of first/last layer norm (1 where both are zero, inf where only the last is),
    `progress` and `swings` are those of `losses`; all three are NaN where a run broke down before
    it could be judged.
    """

    findings: Mapping[Trouble, str]
    first_non_finite_step: int | None
    ratio: float
    progress: float
    swings: float

    @property
    def healthy(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings


def diagnose(run: Run, inactive: Mapping[str, float] | None = None) -> HealthReport:
    """Judge a run; ValueError where it has fewer than six steps or no layer.

    `inactive` gives, for each layer of rectifiers, the share of units that are inactive on all of
    PROBE_SAMPLES or more samples.
    """
    norms, losses = np.asarray(run.norms), np.asarray(run.losses)
    if len(losses) < SHORTEST_RUN or not norms.size:
        raise ValueError(f"{len(losses)} steps of {norms.shape[-1]} layers: too little to judge")
    broken = first_non_finite_step(losses, norms)
    findings = dict(_dead(inactive or {}))
    if broken is not None:
        findings[Trouble.NON_FINITE] = f"loss or gradient is not finite from step {broken} on"
        norms, losses = norms[:broken], losses[:broken]
    if len(losses) < SHORTEST_RUN:
        return HealthReport(findings, broken, np.nan, np.nan, np.nan)
    findings.update({**dict(_gradients(norms, losses)), **dict(_course(losses))})
    ratio = layer_ratio(norms[FIRST_JUDGED_STEP:])
    return HealthReport(findings, broken, ratio, progress(losses), swing_share(losses))


def first_non_finite_step(losses: Losses, norms: Norms) -> int | None:
    """Return the first step with a loss or norm that is infinite or not a number."""
    broken = ~(np.isfinite(losses) & np.isfinite(norms).all(axis=1))
    return int(np.argmax(broken)) if broken.any() else None


def layer_ratio(norms: Norms) -> float:
    """Return the median over the steps of first/last layer norm; see HealthReport."""
    first, last = norms[:, 0], norms[:, -1]
    empty = np.where(first > 0, np.inf, 1.0)
    return float(np.median(np.divide(first, last, out=empty, where=last > 0)))


def persistent(condition: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell for which layers a condition, shape (steps, layers), holds at enough of the steps."""
    needed = max(PERSISTENT_STEPS, PERSISTENT_SHARE * len(condition))
    return np.asarray(condition.sum(axis=0) >= needed)


def _gradients(norms: Norms, losses: Losses) -> Iterator[tuple[Trouble, str]]:
    """Yield what the gradients of a finite run show."""
    judged = norms[FIRST_JUDGED_STEP:]
    left = losses[FIRST_JUDGED_STEP:, None] - start(losses) + abs(start(losses))
    learning = left > CONVERGED * abs(start(losses))
    vanished = persistent((judged < VANISHED) & learning)
    faint = persistent((judged[:, :1] < WEAK) & learning)
    exploding = persistent(judged > EXPLODING)
    if vanished.any() or faint.any():
        yield Trouble.VANISHING, _vanishing_words(judged, int(vanished.sum()))
    if exploding.any():
        yield Trouble.EXPLODING, _exploding_words(judged, int(exploding.sum()))


def _vanishing_words(judged: Norms, vanished: int) -> str:
    level = f"{vanished} of {judged.shape[1]} layers stay below {VANISHED:g}"
    if not vanished:
        level = f"the first layer stays below {WEAK:g}"
    ratio = layer_ratio(judged)
    way = "shrink towards the input" if ratio < DECAY_RATIO else "are small in all layers alike"
    return f"{level}; the norms {way} (first/last {ratio:.2g})"


def _exploding_words(judged: Norms, exploding: int) -> str:
    ratio = layer_ratio(judged)
    way = "grow towards the input" if ratio > GROWTH_RATIO else "do not grow towards the input"
    level = f"{exploding} of {judged.shape[1]} layers stay above {EXPLODING:g}"
    return f"{level}, up to {judged.max():.2g}; the norms {way} (first/last {ratio:.2g})"


def _course(losses: Losses) -> Iterator[tuple[Trouble, str]]:
    """Yield what the course of the loss shows."""
    swings, fallen = swing_share(losses), progress(losses)
    if swings >= SWINGING_SHARE:
        yield Trouble.OSCILLATION, f"the loss swings up and down at {swings:.0%} of the steps"
    if fallen < LEAST_PROGRESS:
        change = f"fell by {fallen:.1%} only" if fallen >= 0 else f"rose by {-fallen:.1%}"
        yield Trouble.SLOW, f"the loss {change} in {len(losses)} steps"


def _dead(inactive: Mapping[str, float]) -> Iterator[tuple[Trouble, str]]:
    """Yield which layers have too many units that never answer."""
    worst = max(inactive, key=inactive.__getitem__, default="")
    if inactive.get(worst, 0.0) > DEAD_SHARE:
        count = sum(share > DEAD_SHARE for share in inactive.values())
        yield (
            Trouble.DEAD,
            f"in {count} of {len(inactive)} layers over {DEAD_SHARE:.0%} of the units are dead, "
            f"{inactive[worst]:.0%} of {worst}",
        )
