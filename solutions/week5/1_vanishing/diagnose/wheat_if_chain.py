"""Wheat: One if chain for each norm, a Counter, no NumPy.

notebook: 1_vanishing
"""
# %% diagnose
from collections import Counter

STATES = ("vanished", "weak", "healthy", "exploding", "non_finite")


def state(norm):
    if not math.isfinite(norm):
        return "non_finite"
    if norm < 1e-6:
        return "vanished"
    if norm < 1e-4:
        return "weak"
    return "exploding" if norm > 10 else "healthy"


def last_over_first(first, last):
    if math.isnan(first) or math.isnan(last):
        return math.nan
    if first == 0:
        return math.inf if last > 0 else 1.0
    return last / first


def diagnose(norms):
    if len(norms) == 0:
        raise ValueError("no norms were given")
    values = list(norms.values())
    found = Counter(map(state, values))
    if found["non_finite"]:
        verdict = "non-finite"
    elif found["exploding"]:
        verdict = "exploding"
    elif found["vanished"]:
        verdict = "vanishing"
    else:
        verdict = "healthy"
    counts = {name: found[name] for name in STATES}
    return {**counts, "ratio": last_over_first(values[0], values[-1]), "verdict": verdict}
