"""Wheat: np.lexsort, which is stable, over two arrays.

notebook: 4_remedies
"""
# %% rank
def rank(results):
    names = list(results)
    if not names:
        return []
    diverged = []
    for run in results.values():
        flat = np.concatenate([np.ravel(value) for value in run.values()])
        diverged.append(not np.isfinite(flat).all())
    losses = [0.0 if bad else run["final_loss"] for bad, run in zip(diverged, results.values())]
    return [names[index] for index in np.lexsort((losses, diverged))]
