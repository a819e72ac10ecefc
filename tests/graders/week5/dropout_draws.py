"""What many draws of a block's dropout show: whether values are dropped, and the others divided.

The draws are told apart by the mean distance of two rows from their targets, so that few values
can be dropped: draws that drop the same ones give the same mean, to the last bit.
"""

from collections.abc import Callable, Iterator

import numpy as np
from carried_block import Block, Random

from autograder.audit.report import TrainingPlan

UNITS, DRAWS = 4, 300
NEARLY_ALL = 0.999
# Inputs are between 0.5 and 1, and branches small: outputs lie between these targets. Which is
# taken where makes the entries count with different signs: normalisation over rows, or over units,
# would leave a plain mean as it is.
TARGETS = np.array([[0, 0, 0, 2], [2, 2, 2, 0]], "float32")
# Of 1,600 values all are dropped in a fifth of the draws; noise gives the same mean hardly twice.
LEAST_SHARE = 0.2
FEW = (0.05, 0.1)
# What differs may agree by chance, up to some roundings, but not as often as this.
TRIES, ROUNDINGS = 3, 4


def assert_dropped(block_of: Callable[..., Block], random: Random) -> None:
    """Require that a rate next to one leaves nothing of the branch in most draws."""
    block = block_of(UNITS, still=False, dropout_rate=NEARLY_ALL)
    _, share = most_frequent(block.draws(plan(random), faint(block, random)))
    message = f"dropout_rate={NEARLY_ALL}, training=True: expected all dropped, so the same output "
    assert share >= LEAST_SHARE, f"{message}in most steps, got it in {share:.0%} of them"


def assert_divided(block_of: Callable[..., Block], random: Random) -> None:
    """Require that what is kept is divided by the share that is kept, at whatever rate.

    In the most frequent draw nothing is dropped, so the rate shows in that division alone. Where
    normalisation comes after dropout, the division shows by the epsilon of the former.
    """
    blocks = [block_of(UNITS, still=False, dropout_rate=rate) for rate in FEW]
    same = [told for _ in range(TRIES) for told in same_undropped(blocks, random)]
    message = "training=True, nothing dropped: expected outputs divided by 1 - dropout_rate, "
    assert not same or not all(same), f"{message}got undivided ones"


def same_undropped(blocks: list[Block], random: Random) -> Iterator[bool]:
    """Yield whether blocks give the same where nothing is dropped, unless they never drop."""
    same, weights = plan(random), faint(blocks[0], random)
    series = [block.draws(same, weights) for block in blocks]
    if min(np.ptp(each) for each in series) > 0:
        low, high = (most_frequent(each)[0] for each in series)
        yield abs(low - high) <= ROUNDINGS * np.spacing(np.float32(low))


def plan(random: Random) -> TrainingPlan:
    """Return so many steps with the same positive inputs, so small that the branch shows."""
    x = random.uniform(0.5, 1.0, size=TARGETS.shape).astype("float32")
    return TrainingPlan(x, TARGETS, epochs=DRAWS, batch_size=len(x), seed=0)


def faint(block: Block, random: Random) -> list[np.ndarray]:
    """Return weights of which a branch is small, so that no normalisation in it evens out a rate.

    The epsilon of a normalisation counts where its inputs are small.
    """
    probe, *rest = block.with_kernels(random, random.normal)
    return [probe, *(fainter(value) for value in rest)]


def fainter(value: np.ndarray) -> np.ndarray:
    """Return a smaller weight, but a seed as it is."""
    return value * np.float32(0.3) if value.dtype == np.float32 else value


def most_frequent(series: np.ndarray) -> tuple[float, float]:
    """Return the value that came most often, and in which share of the draws."""
    values, counts = np.unique(series, return_counts=True)
    return float(values[np.argmax(counts)]), float(np.max(counts)) / len(series)
