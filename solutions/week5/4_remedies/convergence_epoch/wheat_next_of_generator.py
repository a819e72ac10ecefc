"""Wheat: next over a generator of candidate epochs.

notebook: 4_remedies
"""
# %% convergence_epoch
def has_settled(values, first, tolerance):
    values = np.array(values)
    settled = np.ptp(values) <= tolerance if np.isfinite(values).all() else False
    return settled and np.mean(values) <= 0.9 * first


def convergence_epoch(val_losses, window=5, tolerance=0.01):
    losses = list(val_losses)
    ends = range(window - 1, len(losses))
    return next(
        (e for e in ends if has_settled(losses[e + 1 - window : e + 1], losses[0], tolerance)),
        None,
    )
