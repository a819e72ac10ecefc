"""Chaff: The range ends one too early, so that the window at the very end is never looked at.

notebook: 4_remedies
loses: convergence_epoch.first_and_last_epoch
mistake: 52
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for start in range(len(val_losses) - window):
        held = val_losses[start : start + window]
        sound = all(math.isfinite(value) for value in held)
        if sound and max(held) - min(held) <= tolerance and np.mean(held) <= 0.9 * val_losses[0]:
            return start + window - 1
    return None
