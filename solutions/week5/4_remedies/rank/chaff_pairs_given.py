"""Chaff: Pairs of name and loss are given where names are asked.

notebook: 4_remedies
loses: rank.names_given, rank.by_final_loss, rank.diverged_last, rank.diverged_on_the_way,
    rank.order_kept
mistake: -
"""
# %% rank
def rank(results):
    def key(name):
        run = results[name]
        sound = all(np.isfinite(values).all() for values in run.values())
        return (0, run["final_loss"]) if sound else (1, 0.0)

    return [(name, results[name]["final_loss"]) for name in sorted(results, key=key)]
