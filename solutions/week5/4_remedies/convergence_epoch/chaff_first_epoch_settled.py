"""Chaff: A loss that is still at first never counts as fallen, whatever comes later.

notebook: 4_remedies
loses: convergence_epoch.must_have_fallen
mistake: 50
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for end in range(window, len(val_losses) + 1):
        held = val_losses[end - window : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = max(held) - min(held) <= tolerance
        if settled:
            return end - 1 if sum(held) / window <= 0.9 * val_losses[0] else None
    return None
