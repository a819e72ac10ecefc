"""Chaff: The largest loss comes first.

notebook: 4_remedies
loses: rank.by_final_loss
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, -run["final_loss"]) if sound else (1, 0.0)

    return sorted(results, key=key)
