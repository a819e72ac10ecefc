"""Chaff: Only the window at the very end is looked at.

notebook: 4_remedies
loses: convergence_epoch.first_settled_epoch
mistake: -
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for end in range(max(window, len(val_losses)), len(val_losses) + 1):
        held = val_losses[end - window : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = max(held) - min(held) <= tolerance
        if settled and sum(held) / window <= 0.9 * val_losses[0]:
            return end - 1
    return None
