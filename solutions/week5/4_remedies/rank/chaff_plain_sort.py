"""Chaff: Sorted by final_loss as it is, NaN included.

notebook: 4_remedies
loses: rank.diverged_last, rank.diverged_on_the_way, rank.order_kept
mistake: 49
"""
# %% rank
def rank(results):
    return sorted(results, key=lambda name: results[name]["final_loss"])
