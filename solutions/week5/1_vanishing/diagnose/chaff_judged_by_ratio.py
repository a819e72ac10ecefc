"""Chaff: The verdict comes from the ratio alone, unless something is non-finite.

notebook: 1_vanishing
loses: diagnose.verdict, diagnose.verdict_of_outer_layers, diagnose.verdict_not_by_ratio
mistake: 41
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
    return {**counts, "ratio": ratio(values[0], values[-1]), "verdict": verdict(counts, values)}


def ratio(first, last):
    with np.errstate(all="ignore"):
        return 1.0 if first == last == 0 else float(last / first)


def verdict(counts, values):
    if counts["non_finite"]:
        return "non-finite"
    quotient = ratio(values[0], values[-1])
    if quotient > 1e3:
        return "vanishing"
    return "exploding" if quotient < 1e-3 else "healthy"
