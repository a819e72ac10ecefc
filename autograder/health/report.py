"""The health of a run that the auditor trained, for graders and pages: a sentence a trouble.

The rules are those of `rules.examine`. What is measured at one step proves little: one sound
model in 15 has gradients of exactly zero at step 0, since its head starts at zero. So the first
steps are not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from autograder.health.findings import Trouble
from autograder.health.flow import FIRST_JUDGED_STEP, layer_ratio
from autograder.health.levels import Norms
from autograder.health.losses import Losses, progress, swing_share
from autograder.health.recording import Context, recording
from autograder.health.rules import SHORTEST_RUN, examine

__all__ = [
    "FIRST_JUDGED_STEP",
    "PROBE_SAMPLES",
    "HealthReport",
    "Run",
    "Trouble",
    "diagnose",
    "layer_ratio",
]

PROBE_SAMPLES = 256


class Run(Protocol):
    """The steps of a training: `losses` (steps,), `norms` (steps, kernels), in forward order."""

    @property
    def losses(self) -> Losses:
        """Return the loss of each step, before its update."""

    @property
    def norms(self) -> Norms:
        """Return the gradient norm of each kernel at each step, before clipping."""


@dataclass(frozen=True)
class HealthReport:
    """What was found, and the numbers that go with it.

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
    series = recording(run.losses, run.norms, None, None, Context(inactive=inactive or {}))
    if series.steps < SHORTEST_RUN or not series.norms.size:
        layers = series.norms.shape[-1]
        raise ValueError(f"{series.steps} steps of {layers} layers: too little to judge")
    found = {finding.trouble: finding.words for finding in examine(series).findings}
    broken = series.first_non_finite_step
    finite = series.before(broken)
    if finite.steps < SHORTEST_RUN:
        return HealthReport(found, broken, np.nan, np.nan, np.nan)
    ratio = layer_ratio(finite.norms[FIRST_JUDGED_STEP:])
    return HealthReport(found, broken, ratio, progress(finite.losses), swing_share(finite.losses))
