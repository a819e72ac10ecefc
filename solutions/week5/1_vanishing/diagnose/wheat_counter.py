"""Wheat: A Counter that starts with zeros is handed back as it is.

notebook: 1_vanishing
"""
# %% diagnose
from collections import Counter

VERDICTS = {"non_finite": "non-finite", "exploding": "exploding", "vanished": "vanishing"}


def diagnose(norms):
    if not norms:
        raise ValueError("there is no layer to look at")
    found = Counter(dict.fromkeys(["vanished", "weak", "healthy", "exploding", "non_finite"], 0))
    for norm in norms.values():
        if not np.isfinite(norm):
            found["non_finite"] += 1
        elif norm > 10:
            found["exploding"] += 1
        else:
            found["vanished" if norm < 1e-6 else "weak" if norm < 1e-4 else "healthy"] += 1
    first, last = (np.float64(norms[name]) for name in (list(norms)[0], list(norms)[-1]))
    with np.errstate(all="ignore"):
        found["ratio"] = 1.0 if first == 0 and last == 0 else float(last / first)
    found["verdict"] = "healthy"
    for kind in reversed(VERDICTS):
        if found[kind]:
            found["verdict"] = VERDICTS[kind]
    return found
