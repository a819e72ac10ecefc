"""Chaff: The search begins one epoch late, so that the very first window is never looked at.

notebook: 4_remedies
loses: convergence_epoch.first_and_last_epoch
mistake: 52
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for epoch in range(window, len(val_losses)):
        held = np.asarray(val_losses[epoch - window + 1 : epoch + 1])
        if not np.isfinite(held).all():
            continue
        if held.max() - held.min() <= tolerance and held.mean() <= 0.9 * val_losses[0]:
            return epoch
    return None
