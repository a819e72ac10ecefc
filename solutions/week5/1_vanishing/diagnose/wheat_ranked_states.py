"""Wheat: The worst state by max; ZeroDivisionError is caught.

notebook: 1_vanishing
"""
# %% diagnose
def diagnose(norms):
    names = ["healthy", "weak", "vanished", "exploding", "non_finite"]
    verdicts = ["healthy", "healthy", "vanishing", "exploding", "non-finite"]

    def severity(norm):
        if norm != norm or norm == float("inf"):
            return 4
        return 3 if norm > 10 else 2 if norm < 1e-6 else 1 if norm < 1e-4 else 0

    severities = [severity(norm) for norm in norms.values()]
    if not severities:
        raise ValueError("an empty dict says nothing")
    first, *_ = norms.values()
    *_, last = norms.values()
    try:
        ratio = last / first
    except ZeroDivisionError:
        ratio = 1.0 if last == 0 else last * float("inf")
    return {
        **{name: severities.count(index) for index, name in enumerate(names)},
        "ratio": ratio,
        "verdict": verdicts[max(severities)],
    }
