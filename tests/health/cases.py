"""What a run of the corpus is: its name, its labels, why, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from health.training import Problem

VANISHING, EXPLODING, NON_FINITE = "vanishing", "exploding", "non-finite"
DEAD, OSCILLATION, SLOW = "dead units", "oscillation", "slow convergence"


@dataclass(frozen=True)
class Case:
    """A run with the symptoms that whoever made it put into it; none for a healthy one."""

    name: str
    why: str
    make: Callable[[np.random.Generator], Problem]
    labels: frozenset[str] = frozenset()


def sick(name: str, labels: str, why: str, make: Callable[[np.random.Generator], Problem]) -> Case:
    """Return a case with labels, separated by commas."""
    return Case(name, why, make, frozenset(labels.split(", ")))
