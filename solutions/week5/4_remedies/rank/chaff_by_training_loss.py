"""Chaff: Ranked by the last training loss.

notebook: 4_remedies
loses: rank.by_final_loss, rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["losses"][-1]) if sound else (1, 0.0)

    return sorted(results, key=key)
