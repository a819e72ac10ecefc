"""Chaff: No runs raise.

notebook: 4_remedies
loses: rank.results_untouched
mistake: 7
raises: ValueError
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    best = min(results, key=key)
    return [best, *sorted((name for name in results if name != best), key=key)]
