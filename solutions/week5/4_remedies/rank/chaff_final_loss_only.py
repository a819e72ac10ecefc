"""Chaff: Only final_loss is looked at for inf and NaN.

notebook: 4_remedies
loses: rank.diverged_on_the_way, rank.order_kept
mistake: 34
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = math.isfinite(run["final_loss"])
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return sorted(results, key=key)
