"""Chaff: The standard deviation of the norm is added to the loss.

notebook: 4_remedies
loses: rank.by_final_loss, rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"] + run["gradient_stability"]) if sound else (1, 0.0)

    return sorted(results, key=key)
