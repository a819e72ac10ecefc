"""What was recorded of a training run: checked once, then trusted.

All arrays are float64. `losses` has a number for each logged step, the others a row for each
step and a column for each layer, in forward order. A row that was measured holds until the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.health.levels import Norms
from autograder.health.losses import Losses

Spans = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Context:
    """What is known of a run beside its series; each entry lets more be examined.

    layers: the names of the columns, in forward order.
    baseline: the loss of the best constant prediction, see `guessing.guessing_loss`.
    penalties: the part of each loss that is no error of the predictions, such as L2.
    inactive: the share of dead units of each layer, on 256 samples or more.
    every: one step in so many was logged; steps in words are counted in steps of training.
    measured: at which of the logged steps norms, weights and updates were measured, in ascending
        order from 0; None for all of them.
    epoch_steps: the number of training steps in a pass through the data.
    """

    layers: tuple[str, ...] = ()
    baseline: float | None = None
    penalties: Any = None
    inactive: Mapping[str, float] | None = None
    every: int = 1
    measured: Sequence[int] | None = None
    epoch_steps: int | None = None


@dataclass(frozen=True, eq=False)
class Recording:
    """A run as arrays that fit together; `losses` are without penalties."""

    losses: Losses
    norms: Norms
    weights: Norms | None = None
    updates: Norms | None = None
    context: Context = field(default_factory=Context)

    @property
    def steps(self) -> int:
        """Return the number of logged steps."""
        return len(self.losses)

    @property
    def measured(self) -> Sequence[int]:
        """Return the logged steps whose rows were measured."""
        measured = self.context.measured
        return range(self.steps) if measured is None else [s for s in measured if s < self.steps]

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the names of the layers, numbered where none were given."""
        numbered = tuple(f"layer {number}" for number in range(self.norms.shape[1]))
        return self.context.layers or numbered

    def before(self, step: int | None) -> "Recording":
        """Return what was logged before a step; all of it for None."""
        weights, updates = (
            None if table is None else table[:step] for table in (self.weights, self.updates)
        )
        return Recording(self.losses[:step], self.norms[:step], weights, updates, self.context)

    @property
    def first_non_finite_step(self) -> int | None:
        """Return the first logged step with a loss or norm that is infinite or not a number."""
        broken = ~(np.isfinite(self.losses) & np.isfinite(self.norms).all(axis=1))
        return int(np.argmax(broken)) if broken.any() else None


def recording(losses: Any, norms: Any, weights: Any, updates: Any, context: Context) -> Recording:
    """Return the series as arrays; ValueError that says which of them does not fit."""
    rows = _series("losses", losses)
    table = np.asarray(norms, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(
            f"norms: expected a row for each step and a column for each layer, got shape "
            f"{table.shape}; norms of one layer are norms.reshape(-1, 1)"
        )
    if context.layers and len(context.layers) != table.shape[1]:
        raise ValueError(f"{len(context.layers)} names for {table.shape[1]} layers")
    spans = _spans(len(rows), len(table), context.measured)
    held = np.repeat(table, spans, axis=0)
    sizes = _like(table, spans, "weights", weights)
    moves = _like(table, spans, "updates", updates)
    return Recording(rows - _penalties(rows, context.penalties), held, sizes, moves, context)


def _spans(steps: int, rows: int, measured: Sequence[int] | None) -> Spans:
    """Return for how many logged steps each row of norms holds."""
    places = [*(range(steps) if measured is None else measured)]
    if len(places) != rows:
        given = "losses" if measured is None else "measured steps"
        raise ValueError(f"{len(places)} {given}, but {rows} rows of norms: expected as many")
    whole = all(isinstance(place, Integral) for place in places)
    spans = np.diff([*map(int, places), steps] if whole else [])
    if not whole or places[:1] != [0][:steps] or np.any(spans < 1):
        raise ValueError(
            f"measured: expected ascending whole steps from 0 to below {steps}, got {places}"
        )
    return spans


def _series(name: str, given: Any) -> Losses:
    series = np.asarray(given, dtype=np.float64)
    if series.ndim != 1:
        raise ValueError(f"{name}: expected a number for each step, got shape {series.shape}")
    return series


def _like(table: Norms, spans: Spans, name: str, given: Any) -> Norms | None:
    if given is None:
        return None
    other = np.asarray(given, dtype=np.float64)
    if other.shape != table.shape:
        raise ValueError(f"{name}: expected shape {table.shape} as of norms, got {other.shape}")
    return np.repeat(other, spans, axis=0)


def _penalties(losses: Losses, given: Any) -> Losses:
    if given is None:
        return np.zeros_like(losses)
    penalties = _series("penalties", given)
    if len(penalties) != len(losses):
        raise ValueError(f"{len(losses)} losses, but {len(penalties)} penalties: expected as many")
    return penalties
