"""Runs that somebody made in Keras who had not seen the rules, as `Monitor` recorded them.

Labels were frozen before a run was judged. The file holds the series with 12 significant bits,
penalties taken off the losses, and under `heads` what is known of each run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.health import Context, Diagnosis, diagnose

FILE = Path(__file__).parent / "runs" / "keras.npz"
SERIES = ("losses", "norms", "weights", "updates")
KNOWN = ("layers", "baseline", "inactive", "every", "epoch_steps")


@dataclass(frozen=True, eq=False)
class KerasRun:
    """One training with its label, and whether it is sick, healthy or neither clearly."""

    labels: frozenset[str]
    status: str
    series: Mapping[str, Any]
    context: Context

    def diagnosis(self) -> Diagnosis:
        """Judge it."""
        return diagnose(**self.series, context=self.context)


@cache
def keras_runs() -> Mapping[str, KerasRun]:
    """Return all runs by name and seed."""
    with np.load(FILE) as arrays:
        heads = json.loads(str(arrays["heads"]))
        series = {name: {key: arrays[f"{name}/{key}"] for key in SERIES} for name in heads}
    return {name: _run(head, series[name]) for name, head in heads.items()}


def _run(head: dict[str, Any], series: Mapping[str, Any]) -> KerasRun:
    context = Context(**{key: head[key] for key in KNOWN} | {"layers": tuple(head["layers"])})
    return KerasRun(frozenset(head["labels"]), head["status"], series, context)
