"""What the loss of every step says: does it swing, does it fall?

Both measures are shares of the loss at the start, so that the noise of small batches around a
small loss, late in a good training, counts for little.
"""

import numpy as np
import numpy.typing as npt

START_STEPS = 3
END_STEPS = 10
SWING = 0.2

Losses = npt.NDArray[np.float64]


def start(losses: Losses) -> float:
    """Return the loss that training starts from: the median of the first steps."""
    return float(np.median(losses[:START_STEPS]))


def progress(losses: Losses) -> float:
    """Return how far the loss fell, as a share of the loss at the start.

    Formula: (s - e) / |s| with s the loss at the start and e the median of the last ten steps, of
    the second half where there are fewer than twenty; 0 where s is 0. SageMaker Debugger's
    LossNotDecreasing compares over ten steps as well.
    """
    first = start(losses)
    last = float(np.median(losses[-min(END_STEPS, (len(losses) + 1) // 2) :]))
    return (first - last) / abs(first) if first else 0.0


def swing_share(losses: Losses) -> float:
    """Return the share of steps at which the loss swings back.

    A swing: the loss turns, and both the change before and the change after it are larger than a
    fifth of the loss at the start. AUTOTRAINER counts the epochs whose accuracy swings by 0.03;
    a step's loss is noisier than an epoch's accuracy. Measured on the course's right networks,
    batches of 64: at most 2 % of the steps swing by a fifth, but up to 19 % by a tenth.
    """
    changes = np.diff(losses)
    large = np.abs(changes) > SWING * abs(start(losses))
    turns = changes[1:] * changes[:-1] < 0
    return float(np.mean(turns & large[1:] & large[:-1])) if len(turns) else 0.0
