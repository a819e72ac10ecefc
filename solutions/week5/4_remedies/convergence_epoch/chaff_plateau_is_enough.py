"""Chaff: A plateau is enough, also for a loss that never fell.

notebook: 4_remedies
loses: convergence_epoch.must_have_fallen, convergence_epoch.mean_against_first
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
            return end - 1
    return None
