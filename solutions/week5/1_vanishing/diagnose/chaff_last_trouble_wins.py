"""Chaff: the last layer that is ill decides, not the worst.

notebook: 1_vanishing
loses: diagnose.verdict, diagnose.verdict_of_outer_layers
mistake: -
"""


# %% diagnose
def diagnose(norms):
    if not norms:
        raise ValueError("nothing was measured")
    values = [float(value) for value in norms.values()]
    states = [state(value) for value in values]
    names = ("vanished", "weak", "healthy", "exploding", "non_finite")
    counts = {name: states.count(name) for name in names}
    first, last = values[0], values[-1]
    with np.errstate(all="ignore"):
        ratio = 1.0 if first == last == 0 else float(np.divide(last, first))
    verdict = "healthy"
    words = {"non_finite": "non-finite", "exploding": "exploding", "vanished": "vanishing"}
    for each in states:
        verdict = words.get(each, verdict)
    return {**counts, "ratio": ratio, "verdict": verdict}


def state(norm):
    if not math.isfinite(norm):
        return "non_finite"
    if norm < 1e-6:
        return "vanished"
    if norm < 1e-4:
        return "weak"
    return "healthy" if norm <= 10 else "exploding"
