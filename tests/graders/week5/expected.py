"""What right solutions give, computed by NumPy in float64 on the trusted side.

A gradient is an array, IndexedSlices as `autograder.testing.checks.slices` makes them, or None.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Dense = npt.NDArray[np.float64]


def dense(gradient: Any) -> Dense | None:
    """Return a gradient as a float64 array; rows of IndexedSlices with one index are added."""
    if gradient is None:
        return None
    if not hasattr(gradient, "indices"):
        return np.asarray(gradient, dtype=np.float64)
    array = np.zeros(gradient.dense_shape)
    np.add.at(array, gradient.indices, gradient.values)
    return array


def norm(gradient: Any) -> float:
    """Return the L2 norm of one gradient."""
    return float(np.sqrt(np.sum(np.square(dense(gradient)))))


def global_norm(gradients: Sequence[Any]) -> float:
    """Return the square root of the sum of squares over all gradients, None skipped."""
    return float(np.sqrt(sum(norm(g) ** 2 for g in gradients if g is not None)))


def by_value(gradients: Sequence[Any], limit: float) -> list[Dense | None]:
    """Return every entry brought into [-limit, limit]."""
    return [None if g is None else np.clip(dense(g), -limit, limit) for g in gradients]


def by_norm(gradients: Sequence[Any], max_norm: float) -> list[Dense | None]:
    """Return each gradient scaled alone to a norm of at most `max_norm`."""
    return [None if g is None else dense(g) * factor(norm(g), max_norm) for g in gradients]


def by_global_norm(gradients: Sequence[Any], max_norm: float) -> list[Dense | None]:
    """Return all gradients scaled together to a global norm of at most `max_norm`."""
    scale = factor(global_norm(gradients), max_norm)
    return [None if g is None else dense(g) * scale for g in gradients]


def factor(norm: float, max_norm: float) -> float:
    """Return what a gradient of this norm is multiplied by; 1 at or below the limit."""
    return max_norm / norm if norm > max_norm else 1.0


@dataclass(frozen=True)
class Adaptive:
    """The settings of an AdaptiveGradientClipper, by the names of its arguments."""

    percentile: float = 95
    history_length: int = 100
    warmup: int = 10
    initial_threshold: float = 1.0
    min_clip: float = 0.1
    max_clip: float = 10.0

    def thresholds(self, norms: Sequence[float]) -> Iterator[float]:
        """Yield the threshold of each step, given the norm before clipping of each step."""
        held: list[float] = []
        for value in norms:
            held = [*held, value][-self.history_length :]
            yield self.threshold(held)

    def threshold(self, held: Sequence[float]) -> float:
        """Return the threshold while these norms are held."""
        if len(held) < self.warmup:
            return self.initial_threshold
        return float(np.clip(np.percentile(held, self.percentile), self.min_clip, self.max_clip))
