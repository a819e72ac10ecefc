"""Criteria that chance has a say in: how they are declared, and how they are judged.

The file `stochastic.py` beside the graders holds `STOCHASTIC`, a tuple of `StochasticCell`. The
graders judge by the statistics declared there, and `autograder calibrate` holds the very same
trials many times over.
"""

import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import GraderError
from autograder.testing.criterion import Notes
from autograder.testing.imports import importable
from autograder.thresholds import CutOff

FILE = "stochastic.py"


@dataclass(frozen=True)
class Statistic:
    """What one trial of a criterion measures.

    `value` takes the subject and the number of a trial, from 0, and returns a number, not NaN.
    Trials of different numbers must be independent and alike: initial weights, data and order of
    batches drawn afresh. `zero` is the value that earns nothing; `told` is what students are
    asked for, and is always stricter than what they are graded by.
    """

    criterion: str
    what: str
    zero: float
    told: float
    value: Callable[[Any, int], float]


@dataclass(frozen=True)
class StochasticCell:
    """The stochastic criteria of one grade cell.

    `subject` makes what trials are held on from the fixtures `student`, `audit` and `random`.
    """

    notebook: str
    cell: str
    subject: Callable[[Any, Any, np.random.Generator], Any]
    statistics: tuple[Statistic, ...]

    def full_name(self, statistic: Statistic) -> str:
        """Return "<grade id>.<criterion>", the name in `thresholds.toml` and in solutions."""
        return f"{self.cell}.{statistic.criterion}"


def read_stochastic(graders: Path) -> tuple[StochasticCell, ...]:
    """Return the stochastic criteria of an assignment; GraderError where they are not declared."""
    with importable(graders):
        try:
            return tuple(runpy.run_path(str(graders / FILE))["STOCHASTIC"])
        except (OSError, ImportError, KeyError) as error:
            raise GraderError(f"{graders / FILE}: no STOCHASTIC criteria: {error}") from error


def judge_trials(statistic: Statistic, cut_off: CutOff, subject: Any, measure: Notes) -> str:
    """Hold trials until one earns full credit, and note the credit of the best.

    Returns what falls short, in words; "" where nothing does.
    """
    side = "at least" if cut_off.full > cut_off.zero else "at most"
    asked = f"{side} {cut_off.full:g}"
    trials = (statistic.value(subject, number) for number in range(cut_off.trials))
    best = measure(statistic.what, cut_off.best(trials), asked=asked)
    measure.credit(best, zero=cut_off.zero, full=cut_off.full)
    if cut_off.met_by(best):
        return ""
    return f"{statistic.what}: expected {asked}, got {best:.3g}"
