"""Chaff: An empty list raises.

notebook: 4_remedies
loses: convergence_epoch.too_few_epochs
mistake: 7
raises: IndexError
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    first = val_losses[0]
    for end in range(window, len(val_losses) + 1):
        held = val_losses[end - window : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = max(held) - min(held) <= tolerance
        if settled and sum(held) / window <= 0.9 * first:
            return end - 1
    return None
