"""Chaff: NaN counts as a loss of 0; all else that diverged comes last.

notebook: 4_remedies
loses: rank.diverged_last
mistake: 49
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        if math.isnan(run["final_loss"]):
            return (0, 0.0)
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return sorted(results, key=key)
