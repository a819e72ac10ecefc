"""Chaff: Python's division, which raises where the first norm is 0.

notebook: 1_vanishing
loses: diagnose.ratio_without_a_number
mistake: 14
raises: ZeroDivisionError
"""
# %% diagnose
def diagnose(norms):
    if not norms:
        raise ValueError("there is no layer to diagnose")
    values = np.array(list(norms.values()), dtype=np.float64)
    finite = np.isfinite(values)
    counts = {
        "vanished": int(np.sum(values < 1e-6)),
        "weak": int(np.sum((values >= 1e-6) & (values < 1e-4))),
        "healthy": int(np.sum((values >= 1e-4) & (values <= 10))),
        "exploding": int(np.sum((values > 10) & finite)),
        "non_finite": int(np.sum(~finite)),
    }
    return {**counts, "ratio": ratio(values[0], values[-1]), "verdict": verdict(counts)}


def ratio(first, last):
    return float(last) / float(first)


def verdict(counts):
    for state, word in {
        "non_finite": "non-finite",
        "exploding": "exploding",
        "vanished": "vanishing",
    }.items():
        if counts[state]:
            return word
    return "healthy"
