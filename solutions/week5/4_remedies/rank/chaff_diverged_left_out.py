"""Chaff: Diverged runs are left out.

notebook: 4_remedies
loses: rank.diverged_last, rank.diverged_on_the_way, rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return [name for name in sorted(results, key=key) if key(name)[0] == 0]
