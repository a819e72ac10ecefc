"""Chaff: a single layer has the ratio 1.0, even if its norm is NaN.

notebook: 1_vanishing
loses: diagnose.ratio_without_a_number
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
        alone = len(values) == 1 or first == last == 0
        ratio = 1.0 if alone else float(np.divide(last, first))
    words = {"non_finite": "non-finite", "exploding": "exploding", "vanished": "vanishing"}
    verdict = next((word for name, word in words.items() if name in states), "healthy")
    return {**counts, "ratio": ratio, "verdict": verdict}


def state(norm):
    if not math.isfinite(norm):
        return "non_finite"
    if norm < 1e-6:
        return "vanished"
    if norm < 1e-4:
        return "weak"
    return "healthy" if norm <= 10 else "exploding"
