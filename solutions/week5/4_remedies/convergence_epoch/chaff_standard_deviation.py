"""Chaff: The standard deviation of the window is compared with the tolerance.

notebook: 4_remedies
loses: convergence_epoch.spread_of_window
mistake: -
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for end in range(window, len(val_losses) + 1):
        held = val_losses[end - window : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = np.std(held) <= tolerance
        if settled and sum(held) / window <= 0.9 * val_losses[0]:
            return end - 1
    return None
