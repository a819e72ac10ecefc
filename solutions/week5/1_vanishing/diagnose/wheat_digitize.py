"""Wheat: np.digitize sorts the norms into classes; inf / inf is left to NumPy.

notebook: 1_vanishing
"""
# %% diagnose
def diagnose(norms):
    if not norms:
        raise ValueError("norms is empty")
    values = np.fromiter(norms.values(), dtype=float)
    finite = values[np.isfinite(values)]
    # The last edge is the next number above 10, because 10 itself is healthy.
    places = np.digitize(finite, [1e-6, 1e-4, np.nextafter(10.0, 11.0)])
    counts = np.bincount(places, minlength=4).tolist()
    report = dict(zip(["vanished", "weak", "healthy", "exploding"], counts))
    report["non_finite"] = len(values) - len(finite)
    first, last = values[[0, -1]]
    with np.errstate(divide="ignore", invalid="ignore"):
        report["ratio"] = float(np.divide(last, first)) if first or last else 1.0
    order = [("non_finite", "non-finite"), ("exploding", "exploding"), ("vanished", "vanishing")]
    verdicts = [verdict for name, verdict in order if report[name]]
    report["verdict"] = (verdicts + ["healthy"])[0]
    return report
