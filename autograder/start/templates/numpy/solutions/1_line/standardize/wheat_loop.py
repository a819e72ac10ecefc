"""Wheat: one column after the other.

notebook: 1_line
"""


# %% standardize
def standardize(x):
    columns = [(column - np.mean(column)) / np.std(column) for column in x.T]
    return np.stack(columns, axis=1)
