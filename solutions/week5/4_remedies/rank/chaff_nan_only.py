"""Chaff: Only NaN counts as diverged, inf is a number like any other.

notebook: 4_remedies
loses: rank.diverged_on_the_way, rank.order_kept
mistake: 34
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = not any(np.isnan(values).any() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return sorted(results, key=key)
