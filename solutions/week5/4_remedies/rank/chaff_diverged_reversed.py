"""Chaff: Diverged runs come in reverse order.

notebook: 4_remedies
loses: rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    order = sorted(results, key=key)
    sound = [name for name in order if key(name)[0] == 0]
    return sound + order[len(sound) :][::-1]
