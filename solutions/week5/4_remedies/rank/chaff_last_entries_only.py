"""Chaff: Only the last entry of each list is looked at.

notebook: 4_remedies
loses: rank.diverged_on_the_way, rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(np.ravel(values)[-1]) for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return sorted(results, key=key)
