"""Chaff: Everything that is not small and not large is healthy, NaN too.

notebook: 1_vanishing
loses: diagnose.non_finite_layers, diagnose.verdict, diagnose.verdict_of_outer_layers
mistake: 15, 34
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
        "healthy": int(np.sum(~(values < 1e-4) & ~(values > 10))),
        "exploding": int(np.sum((values > 10) & finite)),
        "non_finite": int(np.sum(np.isinf(values))),
    }
    return {**counts, "ratio": ratio(values[0], values[-1]), "verdict": verdict(counts)}


def ratio(first, last):
    with np.errstate(all="ignore"):
        return 1.0 if first == last == 0 else float(last / first)


def verdict(counts):
    for state, word in {
        "non_finite": "non-finite",
        "exploding": "exploding",
        "vanished": "vanishing",
    }.items():
        if counts[state]:
            return word
    return "healthy"
