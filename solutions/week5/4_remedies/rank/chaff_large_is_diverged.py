"""Chaff: A loss above 1000 is taken for diverged.

notebook: 4_remedies
loses: rank.by_final_loss
mistake: -
"""


# %% rank
def rank(results):
    def bad(r):
        return not all(np.isfinite(v).all() for v in r.values()) or r["final_loss"] > 1e3

    return sorted(
        results, key=lambda n: (bad(results[n]), 0 if bad(results[n]) else results[n]["final_loss"])
    )
