"""Chaff: Losses are rounded to 4 digits before they are compared.

notebook: 4_remedies
loses: rank.by_final_loss
mistake: -
"""


# %% rank
def rank(results):
    def bad(r):
        return not all(np.isfinite(v).all() for v in r.values())

    return sorted(
        results,
        key=lambda n: (
            bad(results[n]),
            0 if bad(results[n]) else round(results[n]["final_loss"], 4),
        ),
    )
