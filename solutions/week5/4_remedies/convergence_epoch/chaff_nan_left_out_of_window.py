"""Chaff: inf and NaN are left out of the window, the rest is judged.

notebook: 4_remedies
loses: convergence_epoch.non_finite_losses
mistake: -
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for end in range(window, len(val_losses) + 1):
        held = [loss for loss in val_losses[end - window : end] if math.isfinite(loss)]
        if not held:
            continue
        settled = max(held) - min(held) <= tolerance
        if settled and sum(held) / len(held) <= 0.9 * val_losses[0]:
            return end - 1
    return None
