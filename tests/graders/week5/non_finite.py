"""Compare numbers of which some should be inf or NaN."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from compare import assert_number, number

from autograder.testing.checks import as_list


def assert_measured(
    came: Any, asked: float, what: str, tolerance: float = 1e-5, floor: float = 1e-7
) -> None:
    """Require one number as `assert_number` does; inf and NaN are met by nothing else."""
    if np.isfinite(asked):
        assert_number(came, asked, what, tolerance, floor)
    else:
        value = number(came, what)
        same = np.isnan(value) if np.isnan(asked) else value == asked
        assert same, f"{what}: expected {asked}, got {value:.6g}"


def assert_series(came: Any, asked: Sequence[float], what: str, tolerance: float = 1e-4) -> None:
    """Require a list of numbers, entry by entry."""
    for index, value in enumerate(as_list(came, len(asked), what)):
        assert_measured(value, asked[index], f"{what}[{index}]", tolerance)
