"""Runs made in Keras by people who had not seen the rules, as `Monitor` recorded them.

Labels were frozen before a run was judged. Each file holds series with 12 significant bits, and
under `heads` what is known of each run; in `keras` penalties are taken off the losses. In
`lessons` a sick run has one label, the reason for it, and `also`: what else its outcome shows.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.health import Context, Diagnosis, diagnose

STORED = Path(__file__).parent / "runs"
SERIES = ("losses", "norms", "weights", "updates")
KNOWN = ("layers", "baseline", "inactive", "every", "epoch_steps", "penalties")


@dataclass(frozen=True, eq=False)
class KerasRun:
    """One training with its labels, and whether it is sick, healthy or neither clearly."""

    labels: frozenset[str]
    also: frozenset[str]
    status: str
    series: Mapping[str, Any]
    context: Context

    def diagnosis(self) -> Diagnosis:
        """Judge it."""
        return diagnose(**self.series, context=self.context)


@cache
def keras_runs(corpus: str) -> Mapping[str, KerasRun]:
    """Return all runs of a corpus, "keras" or "lessons", by name and seed."""
    with np.load(STORED / f"{corpus}.npz") as arrays:
        heads = json.loads(str(arrays["heads"]))
        series = {name: {key: arrays[f"{name}/{key}"] for key in SERIES} for name in heads}
    return {name: _run(head, series[name]) for name, head in heads.items()}


def _run(head: dict[str, Any], series: Mapping[str, Any]) -> KerasRun:
    known = {key: head[key] for key in KNOWN if key in head}
    context = Context(**known | {"layers": tuple(head["layers"])})
    labels, also = frozenset(head["labels"]), frozenset(head.get("also", ()))
    return KerasRun(labels, also, head["status"], series, context)
