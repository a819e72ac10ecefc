"""What may be wrong with a run, and what is known of each trouble."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What may be wrong with a run; `docs/health.md` has the definitions."""

    NON_FINITE = "non-finite"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    DEAD = "dead units"
    OSCILLATION = "oscillation"
    SLOW = "slow convergence"


@dataclass(frozen=True)
class Finding:
    """A trouble with the measurement it was found from.

    `words` tell what was measured and how much; `layers` where, () for the run as a whole;
    `since` is the first step of training that shows it, None where no step can be named.
    """

    trouble: Trouble
    words: str
    layers: tuple[str, ...] = ()
    since: int | None = None


CAUSES: Mapping[Trouble, str] = {
    Trouble.NON_FINITE: "a learning rate or weights that are too large, a logarithm, root or "
    "division at zero, or data that are not finite",
    Trouble.VANISHING: "saturating activations in depth, weights that are too small, or a loss "
    "that is flat where the outputs lie",
    Trouble.EXPLODING: "weights or a learning rate that are too large, recurrence over many "
    "steps, or rows of data that are out of scale",
    Trouble.DEAD: "biases far below zero, a step that was too large, or depth without width",
    Trouble.OSCILLATION: "a learning rate or a momentum that is too large for the curvature",
    Trouble.SLOW: "a learning rate that is too small, a penalty that outweighs the error, or "
    "an output that does not fit the loss",
}
REMEDIES: Mapping[Trouble, str] = {
    Trouble.NON_FINITE: "look at the data; clip by the global norm; lower the learning rate",
    Trouble.VANISHING: "ReLU or GELU with He initialisation, normalisation, residual blocks",
    Trouble.EXPLODING: "He or Glorot initialisation, clipping by the global norm, normalisation, "
    "a lower learning rate, scaled inputs",
    Trouble.DEAD: "He initialisation with biases of zero, a lower learning rate, leaky units, "
    "normalisation before the activation",
    Trouble.OSCILLATION: "a lower learning rate, less momentum, or a schedule that decays",
    Trouble.SLOW: "a larger learning rate or Adam; a smaller penalty; check loss and output",
}
