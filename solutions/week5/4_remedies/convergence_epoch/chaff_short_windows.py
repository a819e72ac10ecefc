"""Chaff: At the beginning shorter windows count as well.

notebook: 4_remedies
loses: convergence_epoch.too_few_epochs
mistake: -
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for end in range(1, len(val_losses) + 1):
        held = val_losses[max(0, end - window) : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = max(held) - min(held) <= tolerance
        if settled and sum(held) / len(held) <= 0.9 * val_losses[0]:
            return end - 1
    return None
