"""Chaff: The settled window of the lowest mean where the first is asked.

notebook: 4_remedies
loses: convergence_epoch.first_settled_epoch
mistake: -
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    found = []
    for end in range(window, len(val_losses) + 1):
        held = val_losses[end - window : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = max(held) - min(held) <= tolerance
        if settled and sum(held) / window <= 0.9 * val_losses[0]:
            found.append((round(sum(held) / window / val_losses[0], 1), end - 1))
    return min(found)[1] if found else None
