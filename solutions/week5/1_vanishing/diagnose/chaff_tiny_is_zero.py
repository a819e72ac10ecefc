"""Chaff: A first norm below 1e-12 is taken for 0.

notebook: 1_vanishing
loses: diagnose.ratio_without_a_number
mistake: 14
"""


# %% diagnose
def diagnose(norms):
    if not norms:
        raise ValueError("empty")
    v = list(norms.values())
    c = {"vanished": 0, "weak": 0, "healthy": 0, "exploding": 0, "non_finite": 0}
    for n in v:
        if not math.isfinite(n):
            c["non_finite"] += 1
        elif n < 1e-6:
            c["vanished"] += 1
        elif n < 1e-4:
            c["weak"] += 1
        elif n <= 10:
            c["healthy"] += 1
        else:
            c["exploding"] += 1
    f, l = v[0], v[-1]
    if f < 1e-12 and not math.isnan(l):
        r = 1.0 if l < 1e-12 else math.inf
    else:
        with np.errstate(all="ignore"):
            r = float(np.float64(l) / np.float64(f))
    ver = (
        "non-finite"
        if c["non_finite"]
        else "exploding"
        if c["exploding"]
        else "vanishing"
        if c["vanished"]
        else "healthy"
    )
    return {**c, "ratio": r, "verdict": ver}
