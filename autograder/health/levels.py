"""The classes of a gradient norm, as the course defines them.

A layer norm is the L2 norm of ∂loss/∂kernel in float64. The course's classes follow its first
edition: below 1e-6 vanished, below 1e-4 weak, above 10 exploding. Peers look at means of absolute
values instead: SageMaker Debugger calls less than 1e-7 vanished, TheDeepChecker less than 1e-6,
AUTOTRAINER a first layer below 1e-4 that is also below a thousandth of the last.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

VANISHED = 1e-6
WEAK = 1e-4
EXPLODING = 10.0

Norms = npt.NDArray[np.float64]


def classify(norms: Norms) -> Mapping[str, int]:
    """Count the norms of each class; the counts add up to the number of norms."""
    finite = norms[np.isfinite(norms)]
    return {
        "not finite": int(norms.size - finite.size),
        "vanished": int(np.sum(finite < VANISHED)),
        "weak": int(np.sum((finite >= VANISHED) & (finite < WEAK))),
        "healthy": int(np.sum((finite >= WEAK) & (finite <= EXPLODING))),
        "exploding": int(np.sum(finite > EXPLODING)),
    }


def within(norms: Norms, low: float = VANISHED, high: float = EXPLODING) -> npt.NDArray[np.bool_]:
    """Tell which norms lie in [low, high]; those that are not finite do not."""
    inside: npt.NDArray[Any] = (norms >= low) & (norms <= high)
    return inside
