"""Cut-offs of the criteria that chance has a say in: `thresholds.toml`, beside the graders.

`autograder calibrate` writes the file, with the evidence; graders read the cut-offs.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

FILE = "thresholds.toml"


@dataclass(frozen=True)
class CutOff:
    """Credit is 0 at `zero`, 1 at `full`, linear between.

    A criterion fails only after `trials` independent trials have stayed short of `full`.
    """

    zero: float
    full: float
    trials: int = 2

    def __post_init__(self) -> None:
        if self.zero == self.full or self.trials < 1:
            raise ValueError(f"{self}: expected zero and full to differ, and at least one trial")

    def met_by(self, value: float) -> bool:
        """Tell whether a value earns full credit; NaN does not."""
        return value >= self.full if self.full > self.zero else value <= self.full

    def best(self, values: Iterable[float]) -> float:
        """Return the value of the best trial; no further one is held once one earns full credit."""
        held: list[float] = []
        for value in islice(values, self.trials):
            held.append(value)
            if self.met_by(value):
                break
        return max(held) if self.full > self.zero else min(held)


def read_cut_offs(graders: Path) -> dict[str, CutOff]:
    """Return the cut-offs in a folder of graders by criterion, "<grade id>.<name>"."""
    path = graders / FILE
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _cut_off(table) for name, table in tables.items()}
    except FileNotFoundError as error:
        raise CourseError(
            f"{path}: not there; run `autograder calibrate {graders.name}`"
        ) from error
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, KeyError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from error


def _cut_off(table: dict[str, Any]) -> CutOff:
    return CutOff(float(table["zero"]), float(table["full"]), int(table["trials"]))
