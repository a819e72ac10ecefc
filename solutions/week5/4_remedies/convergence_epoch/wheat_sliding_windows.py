"""Wheat: NumPy's sliding windows and argmax.

notebook: 4_remedies
"""
# %% convergence_epoch
def convergence_epoch(val_losses, window=5, tolerance=0.01):
    losses = np.asarray(val_losses, dtype=float)
    if len(losses) < window:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(losses, window)
    with np.errstate(all="ignore"):
        spread = windows.max(axis=1) - windows.min(axis=1)
        fallen = windows.mean(axis=1) <= 0.9 * losses[0]
    found = np.flatnonzero(fallen & (spread <= tolerance) & np.isfinite(windows).all(axis=1))
    return int(found[0]) + window - 1 if found.size else None
