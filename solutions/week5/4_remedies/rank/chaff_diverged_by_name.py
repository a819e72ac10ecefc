"""Chaff: Diverged runs are sorted by name.

notebook: 4_remedies
loses: rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, name)

    return sorted(results, key=key)
