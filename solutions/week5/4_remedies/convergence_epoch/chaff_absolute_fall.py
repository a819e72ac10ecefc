"""Chaff: A fall by 0.1 is asked, not by a tenth of the first loss.

notebook: 4_remedies
loses: convergence_epoch.first_and_last_epoch, convergence_epoch.must_have_fallen,
    convergence_epoch.mean_against_first
mistake: 50
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    for end in range(window, len(val_losses) + 1):
        held = val_losses[end - window : end]
        if not all(math.isfinite(value) for value in held):
            continue
        settled = max(held) - min(held) <= tolerance
        if settled and sum(held) / window <= val_losses[0] - 0.1:
            return end - 1
    return None
