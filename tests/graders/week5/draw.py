"""Random gradients for hidden graders: every draw has the property that its name says."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.testing.checks import slices

Array = npt.NDArray[np.floating[Any]]
SHAPES = ((6,), (3, 4), (2, 3, 2), (5, 1), (1, 9), (2, 2, 1, 3))
SHAPES_OF_8 = ((8,), (2, 4), (4, 1, 2))
BELOW_AND_ABOVE = (-4.0, -1.5, -0.9, -0.2, 0.3, 0.8, 1.3, 2.0)


def with_norm(
    random: np.random.Generator,
    norm: float,
    shape: tuple[int, ...] = (3, 4),
    dtype: str = "float32",
) -> Array:
    """Return an array whose entries add up to 0 and whose L2 norm is `norm`, but for rounding."""
    direction = random.normal(size=shape)
    direction -= direction.mean()
    return np.asarray(direction * (norm / np.linalg.norm(direction)), dtype=dtype)


def with_norms(random: np.random.Generator, norms: Sequence[float]) -> list[Array]:
    """Return one float32 array for each norm; neighbours differ in shape."""
    start = random.integers(len(SHAPES))
    return [
        with_norm(random, norm, SHAPES[(start + index) % len(SHAPES)])
        for index, norm in enumerate(norms)
    ]


def on_both_sides(
    random: np.random.Generator, limit: float, count: int = 2, dtype: str = "float32"
) -> list[Array]:
    """Return arrays of 8 entries below and above `limit`, of both signs.

    Each has a norm of 5 to 5.6 limits; neighbours differ in shape.
    """
    start, arrays = random.integers(len(SHAPES_OF_8)), []
    for index in range(count):
        factors = random.permutation(BELOW_AND_ABOVE) * random.uniform(1.0, 1.1, size=8)
        shape = SHAPES_OF_8[(start + index) % len(SHAPES_OF_8)]
        arrays.append(np.asarray(limit * factors, dtype=dtype).reshape(shape))
    return arrays


def repeated_rows(random: np.random.Generator, rows: npt.ArrayLike) -> Any:
    """Return IndexedSlices of dense shape (5, width); its first and last row share an index."""
    values = np.asarray(rows, dtype=np.float32)
    first, *others = random.permutation(5)[: len(values) - 1]
    return slices(values, [first, *others, first], (5, values.shape[1]))


def limits(random: np.random.Generator) -> tuple[float, float]:
    """Return a limit below 1 and one above, so that a hard-coded limit is seen."""
    return float(random.uniform(0.2, 0.7)), float(random.uniform(2.0, 6.0))
