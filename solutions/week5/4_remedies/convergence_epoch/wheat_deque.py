"""Wheat: A deque of the last values, epoch by epoch.

notebook: 4_remedies
"""
# %% convergence_epoch
from collections import deque


def convergence_epoch(val_losses, window=5, tolerance=0.01):
    recent = deque(maxlen=window)
    for epoch, loss in enumerate(val_losses):
        recent.append(loss)
        if len(recent) == window and all(-math.inf < value < math.inf for value in recent):
            low, high = min(recent), max(recent)
            if high - low <= tolerance and math.fsum(recent) <= 0.9 * val_losses[0] * window:
                return epoch
    return None
