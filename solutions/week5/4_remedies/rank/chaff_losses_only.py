"""Chaff: Only losses are looked at for inf and NaN, not norms and summaries.

notebook: 4_remedies
loses: rank.diverged_on_the_way
mistake: 34
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = np.isfinite(run["losses"] + [run["final_loss"]]).all()
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return sorted(results, key=key)
