"""Chaff: Runs of equal loss are sorted by name.

notebook: 4_remedies
loses: rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"], name) if sound else (1, 0.0)

    return sorted(results, key=key)
