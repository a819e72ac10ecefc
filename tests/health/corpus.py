"""The stored runs of the corpus with their labels; `make_corpus` made them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from health.cases import Case
from health.make_corpus import CASES, SEEDS, STORED

from autograder.health import Context, Diagnosis, diagnose
from autograder.health.cadence import is_measured


@dataclass(frozen=True, eq=False)
class Run:
    """One training: the case it belongs to, its seed, its series."""

    case: Case
    seed: int
    series: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.series[name]

    @property
    def labels(self) -> frozenset[str]:
        """Return what is wrong with it."""
        return self.case.labels

    @property
    def finite(self) -> bool:
        """Tell whether all losses and norms are numbers."""
        return bool(np.isfinite(self.losses).all() and np.isfinite(self.norms).all())

    @property
    def inactive(self) -> Mapping[str, float]:
        """Return the share of dead units of each hidden layer."""
        shares = self.series["inactive"].tolist() if self.finite else []
        return dict(zip(self.names[:-1], shares[:-1], strict=False))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the kernels in forward order."""
        return tuple(self.series["layers"].tolist())

    @property
    def baseline(self) -> float | None:
        """Return the loss of guessing."""
        known = float(self.series["baseline"])
        return None if np.isnan(known) else known

    def context(self, **changes: Any) -> Context:
        """Return what `diagnose` is told beside the series."""
        known = {
            "layers": self.names,
            "baseline": self.baseline,
            "penalties": self.penalties,
            "inactive": self.inactive,
            "epoch_steps": int(self.epoch_steps),
        }
        return Context(**{**known, **changes})

    def diagnosis(self, scale: float = 1.0, start: int = 0, every: int = 1) -> Diagnosis:
        """Judge it, in other units of the loss, or with every so many steps logged."""
        rows = slice(start, None, every)
        return diagnose(
            self.losses[rows] * scale,
            self.norms[rows] * scale,
            self.weights[rows],
            self.updates[rows],
            self.context(
                penalties=self.penalties[rows] * scale,
                baseline=None if self.baseline is None else self.baseline * scale,
                every=every,
            ),
        )

    def at_cadence(self) -> Diagnosis:
        """Judge it by the loss of each step and the norms that `Monitor` would have measured."""
        measured = [step for step in range(len(self.losses)) if is_measured(step)]
        norms, weights, updates = (
            self.norms[measured],
            self.weights[measured],
            self.updates[measured],
        )
        return diagnose(self.losses, norms, weights, updates, self.context(measured=measured))


@cache
def stored() -> tuple[Run, ...]:
    """Return all runs."""
    return tuple(_runs())


def _runs() -> Iterator[Run]:
    cases = {case.name: case for case in CASES}
    for seed in SEEDS:
        with np.load(STORED / f"seed_{seed}.npz") as arrays:
            for name, case in cases.items():
                keys = [key for key in arrays.files if key.rpartition("/")[0] == name]
                series = {
                    key.rpartition("/")[2]: arrays[key].astype(kind(key, arrays)) for key in keys
                }
                yield Run(case, seed, series)


def kind(key: str, arrays: Any) -> Any:
    """Return float64 for stored float32: the rules compute in it."""
    return np.float64 if arrays[key].dtype == np.float32 else arrays[key].dtype
