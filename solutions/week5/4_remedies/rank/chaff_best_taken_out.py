"""Chaff: The best run is taken out of the caller's dict, then the next.

notebook: 4_remedies
loses: rank.results_untouched
mistake: 12
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    order = []
    while results:
        order.append(min(results, key=key))
        del results[order[-1]]
    return order
