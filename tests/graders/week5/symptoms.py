"""What a trained network shows beside its score: what may have kept it from learning, in words.

Each sentence stands for something that was measured. A right network may show one of them, too,
so they are told only where a criterion falls short.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.audit.report import TrainingReport
from autograder.health.report import PROBE_SAMPLES, diagnose

Array = npt.NDArray[Any]
SATURATING = {"Sigmoid", "Tanh", "Softsign", "Erf", "Erfc", "Sin", "Cos"}
MADE_OF = {"Maximum", "Minimum", "Expm1", "Sqrt"}
# Of the values of an activation, flat; of the spread of predictions, drawn by dropout.
SATURATED = NOISY = 0.5
# Change of the kernel that training moved most, by its length.
LEAST_MOVE = 0.02
# By what share of its start the loss falls in the last tenth of a training that is not over.
STILL_FALLING = 0.02
# Outputs that differ by less are all the same.
LEAST_SPREAD = 1e-4


@dataclass(frozen=True)
class Trained:
    """A network in the auditor, the weights it began with, its training, inputs it has not seen."""

    model: Any
    start: Sequence[Array]
    report: TrainingReport
    x: Array

    @property
    def probe(self) -> Array:
        """As many inputs as dead units need."""
        return self.x[:PROBE_SAMPLES]

    def symptoms(self) -> tuple[str, ...]:
        """Return what gradients, losses, units and predictions show."""
        if not self.report.finite:
            return tuple(self.report.health.findings.values())
        dead = self.model.inactive_units(self.probe, weights=self.report.weights)
        known = diagnose(self.report, dead).findings.values()
        more = (self._linear, self._saturated, self._noisy, self._unmoved, self._unfinished)
        return (*known, *(words for find in more for words in find()))

    def _linear(self) -> Iterator[str]:
        if is_linear(self.model.description):
            yield "there is no activation: the network is linear"

    def _saturated(self) -> Iterator[str]:
        shares = self.model.saturated_units(self.probe, weights=self.report.weights)
        flat = [share for share in shares.values() if share > SATURATED]
        if flat:
            where = f"{len(flat)} of {len(shares)} sigmoid or tanh layers"
            yield f"{where} are saturated: up to {max(flat):.0%} of their values are at a bound"

    def _noisy(self) -> Iterator[str]:
        """Tell how far dropout decides the predictions of a training step."""
        if not self.model.description.random_draws:
            return
        weights = list(self.report.weights)
        draws = [
            self.model.predict(self.probe, weights=each, training=True)
            for each in (weights, reseeded(weights))
        ]
        total = float(np.mean(np.var(np.concatenate(draws), axis=0)))
        share = float(np.mean((draws[0] - draws[1]) ** 2)) / 2 / max(total, LEAST_SPREAD**2)
        if share > NOISY:
            drawn = f"{min(share, 1):.0%} of the spread of the predictions is drawn by dropout"
            yield f"in training {drawn}, only the rest comes from the inputs"

    def _unmoved(self) -> Iterator[str]:
        change = largest_change(self.start, self.report.weights)
        if change < LEAST_MOVE:
            yield (
                f"no kernel moved by more than {change:.2%} of its length: several causes fit, a "
                "small learning rate, a low limit of the clipping, gradients that vanish"
            )

    def _unfinished(self) -> Iterator[str]:
        losses, part = self.report.losses, self.report.steps // 10
        start, before, last = (
            float(np.median(each))
            for each in (losses[:part], losses[-2 * part : -part], losses[-part:])
        )
        fallen = (before - last) / abs(start) if start else 0.0
        if fallen > STILL_FALLING:
            yield (
                f"the loss was still falling at the end, from {before:.3g} to {last:.3g} in the "
                "last tenth of the steps: the learning rate is small for ten epochs"
            )


def is_linear(description: Any) -> bool:
    """Whether nothing bends the signal between the layers.

    CELU, squareplus, maxout and what else is made of MADE_OF have no operation of their own.
    """
    made = MADE_OF & set(description.operations)
    return not (description.activations or description.gates or made)


def reseeded(weights: Sequence[Array]) -> list[Array]:
    """Return the same weights with other seeds, so that only what is drawn can differ."""
    return [value if value.dtype.kind == "f" else value + 1 for value in weights]


def largest_change(before: Sequence[Array], after: Sequence[Array]) -> float:
    """Return by how much of its length the kernel moved that moved most; those at 0 left out."""
    pairs = [
        (np.linalg.norm(new - old), np.linalg.norm(old))
        for old, new in zip(before, after, strict=True)
        if old.dtype.kind == "f" and old.ndim >= 2 and np.any(old)
    ]
    return max((float(moved / length) for moved, length in pairs), default=np.inf)
