"""Rules of three tools, written from their papers and manuals, on the series of the corpus.

AUTOTRAINER: Zhang et al., "AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair
System", ICSE 2021. DeepDiagnosis: Wardat et al., "DeepDiagnosis: Automatically Diagnosing Faults
and Recommending Actionable Fixes in Deep Learning Programs", ICSE 2022. SageMaker Debugger:
Rauschmayr et al., MLSys 2021, and the manual of its built-in rules. Thresholds are the published
defaults. Where a rule asks for means of absolute values, a norm is divided by the root of the
number of entries, of which the mean is a constant share for normal entries; where one asks for
accuracy by epoch, tenths of the run take the place of epochs and the loss that of accuracy.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from health.cases import DEAD, EXPLODING, NON_FINITE, OSCILLATION, SLOW, VANISHING
from health.corpus import Run

# The mean of |x| by the root of the mean of x², for normal x
MEAN_BY_ROOT = np.sqrt(2 / np.pi)
PARTS = 10


def autotrainer(run: Run) -> Iterator[str]:
    """Vanishing, exploding, dying ReLU, oscillating loss, slow convergence."""
    if not run.finite:
        yield from (EXPLODING, NON_FINITE)
        return
    ratio = run.norms[:, 0] / np.maximum(run.norms[:, -1], 1e-300)
    if np.any((ratio < 1e-3) & (run.norms[:, 0] < 1e-4)):
        yield VANISHING
    if np.any(ratio > 70) or np.any(run.losses >= 1e3):
        yield EXPLODING
    if max(run.inactive.values(), default=0.0) >= 0.7:
        yield DEAD
    parts = by_parts(run.losses)
    swings = np.abs(np.diff(parts)) >= 0.03
    turns = np.diff(parts)[1:] * np.diff(parts)[:-1] < 0
    if np.mean(turns & swings[1:] & swings[:-1]) >= 0.2:
        yield OSCILLATION
    if parts[0] - parts[-1] < 0.01:
        yield SLOW


def deep_diagnosis(run: Run) -> Iterator[str]:
    """Numerical errors, unchanged weights, exploding tensors, dead nodes, loss that stays."""
    if not run.finite:
        yield from (NON_FINITE, EXPLODING)
        return
    moves = MEAN_BY_ROOT * run.updates / np.sqrt(run.entries)
    if np.any(np.median(moves, axis=0) < 1e-7):
        yield VANISHING
    if max(run.inactive.values(), default=0.0) >= 0.7:
        yield DEAD
    ratios = run.updates / np.maximum(run.weights, 1e-300)
    if np.any(np.median(ratios, axis=0) > 1e-1):
        yield EXPLODING
    if np.any(np.median(ratios, axis=0) < 1e-5) or unchanged(run.losses):
        yield SLOW


def unchanged(losses: np.ndarray) -> bool:
    """Tell whether the loss keeps its first three digits over 20 steps."""
    last = losses[-20:]
    return bool(np.ptp(last) < 1e-3 * abs(float(np.mean(last))))


def sagemaker(run: Run) -> Iterator[str]:
    """VanishingGradient, ExplodingTensor, DeadRelu, LossNotDecreasing, WeightUpdateRatio."""
    if not run.finite:
        yield from (EXPLODING, NON_FINITE)
        return
    means = MEAN_BY_ROOT * run.norms / np.sqrt(run.entries)
    if np.any(means < 1e-7):
        yield VANISHING
    if max(run.inactive.values(), default=0.0) > 0.5:
        yield DEAD
    tenth = run.losses[:: max(1, len(run.losses) // PARTS)]
    if np.mean(np.diff(tenth) >= -0.001 * np.abs(tenth[:-1])) > 0.5:
        yield SLOW
    ratios = run.updates / np.maximum(run.weights, 1e-300)
    if np.any(np.max(ratios, axis=0) > 10):
        yield EXPLODING


def by_parts(losses: np.ndarray) -> np.ndarray:
    """Return the mean loss of each tenth."""
    return np.array([float(np.mean(part)) for part in np.array_split(losses, PARTS)])


PEERS: Mapping[str, Callable[[Run], Iterator[str]]] = {
    "AUTOTRAINER": autotrainer,
    "DeepDiagnosis": deep_diagnosis,
    "SageMaker Debugger": sagemaker,
}
