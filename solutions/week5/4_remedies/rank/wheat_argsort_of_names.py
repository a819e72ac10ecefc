"""Wheat: An array of names, put in order by argsort; the entries are texts of NumPy's.

notebook: 4_remedies
"""
# %% rank
def rank(results):
    def key(result):
        finite = all(np.all(np.isfinite(value)) for value in result.values())
        return result["final_loss"] if finite else np.inf

    names = np.array(list(results))
    return list(names[np.argsort([key(result) for result in results.values()], kind="stable")])
